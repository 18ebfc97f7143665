/** A figure, a time and a coverage in words, the same on screen, in tables and for a screen reader. */
import { useTranslation } from 'react-i18next';
import { isCurrency } from '../../../shared/currency.ts';
import { formatCompact, formatCount, formatFemtos, formatMinor } from '../../../shared/money.ts';
import type { Watched } from '../../../shared/contract/rates.ts';
import type { Span } from '../../../shared/periods.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { useUnitWord } from '../../ui/amount.tsx';
import { platformName } from '../../ui/platform-mark.tsx';
import { durationText } from '../../ui/words.ts';
import type { Step } from './choice.ts';
import type { Figure, Measure } from './figure.ts';

export interface FigureWords {
  readonly amount: (units: bigint, unit: string) => string;
  /** "−120 coins", "+$1.50"; a difference. */
  readonly difference: (units: bigint, unit: string) => string;
  /** "≈ $21.05 estimated"; null when nothing covers it. */
  readonly value: (figure: Figure) => string | null;
  /** Everything that a figure says, in one line. */
  readonly line: (figure: Figure) => string;
  /** What a measure is called, and an amount of it where there is little room. */
  readonly measure: (measure: Measure) => string;
  readonly short: (amount: bigint, measure: Measure) => string;
  readonly watched: (watched: Watched) => string;
}

export function useFigureWords(currency: string): FigureWords {
  const { t } = useTranslation();
  const unitWord = useUnitWord();
  const locale = readerLocale();
  const amount = (units: bigint, unit: string): string =>
    isCurrency(unit)
      ? formatMinor(units, unit, locale)
      : `${formatCount(units, locale)} ${unitWord(unit, units)}`;
  const gifts = (count: number): string =>
    `${formatCount(count, locale)} ${t('totals.gifts', { count })}`;
  const value = ({ value: { femtos, basis, partly } }: Figure): string | null => {
    if (basis === null) return null;
    const money = formatFemtos(femtos, currency, locale);
    const words = basis === 'face value' ? money : `≈ ${money} ${t('label.estimated')}`;
    return partly ? `${words} (${t('earnings.partly')})` : words;
  };
  return {
    amount,
    difference: (units, unit) =>
      units < 0n ? `−${amount(-units, unit)}` : `+${amount(units, unit)}`,
    value,
    line: (figure) =>
      [
        ...figure.units.map(({ units, unit }) => amount(units, unit)),
        ...[value(figure) ?? []].flat(),
        gifts(figure.gifts),
      ].join(' · '),
    measure(measure) {
      if (measure === 'money') return t('earnings.measureMoney', { currency });
      if (measure === 'gifts') return t('earnings.measureGifts');
      const [platform = '', unit = ''] = measure.split('/');
      return `${platformName(platform)}: ${isCurrency(unit) ? unit : unitWord(unit, 2)}`;
    },
    short(many, measure) {
      if (measure === 'money') return formatFemtos(many, currency, locale);
      const unit = measure.split('/')[1] ?? '';
      return isCurrency(unit) ? formatMinor(many, unit, locale) : formatCompact(many, locale);
    },
    watched({ sessions, observedMs, liveMs }) {
      if (observedMs === null) return t('earnings.notWatchable');
      if (sessions === 0) return t('earnings.noSession');
      return t('totals.coverage', {
        observed: durationText(observedMs),
        live: durationText(liveMs),
      });
    },
  };
}

/** A part of a period as its label says: 2026-01-31, a Monday, or 2026-01. */
export function partWords(label: string, step: Step, weekOf: (day: string) => string): string {
  if (step === 'month') {
    return dayFormat({ month: 'long', year: 'numeric' }).format(Date.parse(`${label}-01`));
  }
  const day = dayFormat({ weekday: step === 'day' ? 'short' : undefined, ...DAY }).format(
    Date.parse(label),
  );
  return step === 'week' ? weekOf(day) : day;
}

/** The days that a span covers, in a zone: "1 – 30 May 2026". */
export function spanWords({ fromMs, toMs }: Span, zone: string): string {
  return dayFormat({ ...DAY, year: 'numeric', timeZone: zone }).formatRange(fromMs, toMs - 1);
}

/** "Fri, 12 May 2026, 20:15", in a zone. */
export function momentWords(atMs: number, zone: string): string {
  return dayFormat({
    ...{ weekday: 'short', ...DAY, year: 'numeric', timeZone: zone },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(atMs);
}

const DAY = { day: 'numeric', month: 'short' } as const;

function dayFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(readerLocale(), { timeZone: 'UTC', ...options });
}

/** Names of the days of the week, from Monday. */
export function weekdays(width: 'short' | 'long'): readonly string[] {
  // 2024-01-01 was a Monday.
  return Array.from({ length: 7 }, (_, day) =>
    dayFormat({ weekday: width }).format(Date.UTC(2024, 0, 1 + day)),
  );
}

/** "18:00 – 19:00" */
export function hourWords(hour: number): string {
  const clock = (at: number): string => `${String(at % 24).padStart(2, '0')}:00`;
  return `${clock(hour)} – ${clock(hour + 1)}`;
}
