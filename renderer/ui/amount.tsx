/** Amounts in native units and in money: the number strong and tabular, its unit small and quiet. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isCurrency } from '../../shared/currency.ts';
import { formatCount, formatFemtos, formatMinor } from '../../shared/money.ts';
import { readerLocale } from '../i18n/locale.ts';
import { useCountUp } from './count-up.ts';

export interface AmountProps {
  readonly units: bigint | number;
  readonly unit: string;
  readonly size?: 'plain' | 'hero';
  /** Income is set in gold, what is merely seen is not. */
  readonly earned?: boolean;
  /** A number that grows counts up (within 300 ms). */
  readonly counting?: boolean;
  readonly testId?: string;
}

/** An amount of coins, bits, months or minor units: **12,480** coins, **$45.00**. */
export function Amount(props: AmountProps): ReactElement {
  const { units, unit, size = 'plain', earned = false, counting = false, testId } = props;
  const unitWord = useUnitWord();
  const shown = useCountUp(BigInt(units), counting);
  const money = isCurrency(unit);
  return (
    <span className={amountClass(size, earned)}>
      <span className="amount-number" data-testid={testId} data-value={units.toString()}>
        {money ? formatMinor(shown, unit, readerLocale()) : formatCount(shown, readerLocale())}
      </span>
      {!money && <span className="amount-unit">{unitWord(unit, units)}</span>}
    </span>
  );
}

/** Money known exactly (10⁻¹⁵ of the currency), such as an estimate: ≈ **$62.40**. */
export function MoneyEstimate(props: {
  readonly femtos: bigint;
  readonly currency: string;
  /** Money that simply is that money needs no ≈. */
  readonly exact?: boolean;
  readonly size?: 'plain' | 'hero';
  readonly testId?: string;
}): ReactElement {
  const { femtos, currency, exact = false, size = 'plain', testId } = props;
  const shown = useCountUp(femtos, true);
  return (
    <span className={amountClass(size, true)}>
      <span className="amount-number" data-testid={testId} data-value={femtos.toString()}>
        {exact ? '' : '≈ '}
        {formatFemtos(shown, currency, readerLocale())}
      </span>
    </span>
  );
}

function amountClass(size: 'plain' | 'hero', earned: boolean): string {
  return ['amount', size === 'hero' ? 'amount-hero' : '', earned ? 'amount-earned' : '']
    .filter((name) => name !== '')
    .join(' ');
}

/** The word for a unit, in the number's grammatical form; a platform's own unit is named as it is. */
export function useUnitWord(): (unit: string, units: bigint | number) => string {
  const { t } = useTranslation();
  return (unit, units) => {
    const count = units === 1 || units === 1n ? 1 : 2;
    switch (unit) {
      case 'coin':
        return t('unit.coin', { count });
      case 'bit':
        return t('unit.bit', { count });
      case 'sub1':
        return t('unit.sub1', { count });
      case 'sub2':
        return t('unit.sub2', { count });
      case 'sub3':
        return t('unit.sub3', { count });
      case 'prime':
        return t('unit.prime', { count });
      default:
        return unit;
    }
  };
}
