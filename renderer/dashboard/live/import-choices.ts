/** What a person says of a file in the dialog, and what is made of it. Pure. */
import type { ImportChoices } from '../../../shared/contract/imports.ts';
import { isCurrency } from '../../../shared/currency.ts';
import type { ImportMapping, MappedColumn } from '../../../shared/import-mapping.ts';
import { PLATFORM_PATTERN } from '../../../shared/units.ts';
import { isZone } from '../../../shared/zone.ts';
import type { Preview } from './use-import.ts';

export interface Meaning {
  /** Null: as the file was recognised. */
  readonly preset: string | null;
  readonly kind: ImportMapping['kind'];
  readonly platform: string;
  readonly columns: Partial<Readonly<Record<MappedColumn, string>>>;
  readonly currency: string;
  readonly zone: string;
  readonly dateFormat: ImportChoices['dateFormat'];
  readonly decimal: ImportChoices['decimal'];
}

export const startMeaning = (): Meaning => ({
  ...{ preset: null, kind: 'tips', platform: '', columns: {}, currency: 'USD' },
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  ...{ dateFormat: null, decimal: null },
});

/** Columns that a line of this kind can have. */
export const COLUMNS_OF: Readonly<Record<ImportMapping['kind'], readonly MappedColumn[]>> = {
  tips: ['date', 'amount', 'currency', 'name', 'id', 'status'],
  payouts: ['date', 'amount', 'currency', 'fee', 'tax', 'net', 'id', 'note', 'status'],
};

/** The import that is to read the file; `csv` is the one that asks what its columns mean. */
export function presetOf(meaning: Meaning, preview: Preview): string {
  return meaning.preset ?? preview.recognised ?? 'csv';
}

/** Null while something is missing. */
export function mappingOf(meaning: Meaning): ImportMapping | null {
  const { kind, platform, columns } = meaning;
  const { date, amount, net } = columns;
  if (date === undefined || !PLATFORM_PATTERN.test(platform)) return null;
  if (amount === undefined && (kind === 'tips' || net === undefined)) return null;
  const used = Object.fromEntries(
    COLUMNS_OF[kind].flatMap((one) => (columns[one] === undefined ? [] : [[one, columns[one]]])),
  );
  const currency = meaning.currency.toUpperCase();
  return {
    ...{ kind, platform, currency: isCurrency(currency) ? currency : null },
    columns: { ...used, date },
  };
}

/** Whether the file can be looked at as it is said. */
export function isReady(meaning: Meaning, preview: Preview): boolean {
  if (!isZone(meaning.zone) || !isCurrency(meaning.currency.toUpperCase())) return false;
  return presetOf(meaning, preview) !== 'csv' || mappingOf(meaning) !== null;
}

export function choicesOf(meaning: Meaning, preview: Preview): ImportChoices {
  const preset = presetOf(meaning, preview);
  const { zone, dateFormat, decimal } = meaning;
  return {
    ...{ preset, zone, dateFormat, decimal },
    mapping: preset === 'csv' ? mappingOf(meaning) : null,
    currency: meaning.currency.toUpperCase(),
  };
}
