/**
 * Amounts as a column writes them: with a point or a comma, with thousands apart, with a currency beside them. Whether
 * 1.234 is a little or a lot is decided by the other amounts of the column, or asked.
 */
import { isCurrency } from '../../shared/currency.ts';

export const DECIMAL_MARKS = ['point', 'comma'] as const;
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

/** Signs that only one currency has; $ and ¥ have many. */
const SIGNS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₩': 'KRW',
  '₽': 'RUB',
  '₺': 'TRY',
  '₪': 'ILS',
  '₴': 'UAH',
  '₫': 'VND',
  '₱': 'PHP',
  R$: 'BRL',
};

export interface FoundMarks {
  /** The marks that the column writes; both when it mixes them, or when only a person can tell. */
  readonly marks: readonly DecimalMark[];
  readonly mixed: boolean;
  readonly example: string | null;
}

/** Takes the amounts of a column one after another. */
export function markFinder() {
  let [point, comma] = [false, false];
  let unclear: string | null = null;
  return {
    add(cell: string): void {
      const digits = digitsOf(cell);
      const mark = markOf(digits);
      if (mark === 'point') point = true;
      else if (mark === 'comma') comma = true;
      else if (mark === 'unclear') unclear ??= cell.trim();
    },
    result(): FoundMarks {
      const marks: DecimalMark[] = [];
      if (point || (!comma && unclear !== null)) marks.push('point');
      if (comma || (!point && unclear !== null)) marks.push('comma');
      return { marks, mixed: point && comma, example: unclear };
    },
  };
}

function markOf(digits: string): DecimalMark | 'unclear' | null {
  const [lastPoint, lastComma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')];
  if (lastPoint < 0 && lastComma < 0) return null;
  if (lastPoint >= 0 && lastComma >= 0) return lastPoint > lastComma ? 'point' : 'comma';
  const sign = lastPoint >= 0 ? '.' : ',';
  const own = sign === '.' ? 'point' : 'comma';
  const parts = digits.split(sign);
  // Thousands are set apart more than once, a fraction never is.
  if (parts.length > 2) return own === 'point' ? 'comma' : 'point';
  return parts[1]?.length === 3 && (parts[0]?.length ?? 0) <= 3 && parts[0] !== '0'
    ? 'unclear'
    : own;
}

export interface ReadAmount {
  readonly text: string;
  readonly negative: boolean;
  /** ISO 4217, where the cell names one. */
  readonly currency: string | null;
}

/** An amount as a plain decimal; null for what is none. */
export function readAmount(cell: string, mark: DecimalMark): ReadAmount | null {
  const trimmed = cell.trim();
  const digits = digitsOf(trimmed);
  const [thousands, fraction] = mark === 'point' ? [',', '.'] : ['.', ','];
  const plain = digits.replaceAll(thousands, '').replace(fraction, '.');
  if (!/^\d+(?:\.\d+)?$|^\.\d+$/.test(plain)) return null;
  const words = trimmed.replace(digitsPattern, '').replaceAll(/[-−()\s]/g, '');
  if (words !== '' && !/^[A-Za-z]{3}$|^[^\w\s]{1,2}$|^[A-Z]{1,2}\$$/.test(words)) return null;
  return {
    text: plain.startsWith('.') ? `0${plain}` : plain,
    negative: /[-−]|^\(.*\)$/.test(trimmed),
    currency: currencyOf(words),
  };
}

const digitsPattern = /\d[\d.,'’ \u00a0\u202f]*\d|\d|[.,]\d+/;

/** Digits and marks, with the spaces and apostrophes that set thousands apart left out. */
function digitsOf(cell: string): string {
  return (digitsPattern.exec(cell)?.[0] ?? '').replaceAll(/['’ \u00a0\u202f]/g, '');
}

function currencyOf(words: string): string | null {
  const code = words.toUpperCase();
  return isCurrency(code) ? code : (SIGNS[words] ?? null);
}
