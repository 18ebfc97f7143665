/** Columns by the names that platforms have given them over the years and in their languages: case and marks aside. */
import type { MappedColumn } from '../../shared/import-mapping.ts';

/** A name as it is compared: “Sub Revenue ($)” and “sub_revenue” are the same. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\([^)]*\)/g, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The first column that has one of these plain names. */
export function columnNamed(
  columns: readonly string[],
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const found = columns.find((column) => plainName(column) === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

export type ColumnNames = Partial<Readonly<Record<MappedColumn, readonly string[]>>>;

/** Which columns have the meanings that are looked for. */
export function columnsNamed(
  columns: readonly string[],
  names: ColumnNames,
): Partial<Record<MappedColumn, string>> {
  const found: Partial<Record<MappedColumn, string>> = {};
  for (const [meaning, known] of Object.entries(names)) {
    const column = columnNamed(columns, known);
    if (column !== undefined) found[meaning as MappedColumn] = column;
  }
  return found;
}
