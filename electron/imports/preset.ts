/** Presets for what services let their users download: their columns become a mapping. */
import type { ImportMapping } from '../../shared/import-mapping.ts';
import { columnsNamed, plainName } from './column-names.ts';
import type { ColumnNames } from './column-names.ts';
import { defineImport } from './import.ts';
import type { ImportDefinition } from './import.ts';
import { mappedReader } from './mapped.ts';
import { UnreadableFile } from './table.ts';

/** `recognises` is handed the plain names of the columns; it must not take those of another service. */
export function presetOf(preset: {
  readonly id: string;
  readonly platform: string;
  readonly kind: ImportMapping['kind'];
  readonly names: ColumnNames & { readonly date: readonly string[] };
  readonly recognises: (plain: ReadonlySet<string>) => boolean;
}): ImportDefinition {
  const { id, platform, kind } = preset;
  return defineImport({
    id,
    recognises: (columns) => preset.recognises(new Set(columns.map(plainName))),
    open({ columns }, choices) {
      const { date, ...rest } = columnsNamed(columns, preset.names);
      if (date === undefined) {
        throw new UnreadableFile(
          'column_missing',
          `The file has no column that ${id} has for the date. Say what its columns mean instead. It has: ${columns.slice(0, 40).join(', ')}.`,
        );
      }
      const mapping = { kind, platform, currency: null, columns: { date, ...rest } };
      return mappedReader(columns, mapping, choices);
    },
  });
}
