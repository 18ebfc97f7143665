/** A rule in words, as the list shows it. */
import { useTranslation } from 'react-i18next';
import type { AlertRule, RuleAction } from '../../../shared/alerts/rule.ts';
import type { AlertTier } from '../../../shared/contract/alert-states.ts';
import type { GiftKind } from '../../../shared/gift.ts';
import { isCurrency } from '../../../shared/currency.ts';
import { formatCount, formatMinor } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { useUnitWord } from '../../ui/amount.tsx';
import { platformName } from '../../ui/platform-mark.tsx';

/** Kinds, sizes and actions by their names. */
export function useRuleNames(): {
  readonly kinds: Readonly<Record<GiftKind, string>>;
  readonly tiers: Readonly<Record<AlertTier, string>>;
  readonly actions: Readonly<Record<RuleAction, string>>;
} {
  const { t } = useTranslation();
  return {
    kinds: {
      gift: t('feed.gift'),
      bits: t('feed.cheer'),
      sub: t('feed.sub'),
      resub: t('feed.resub'),
      subgift: t('feed.subgift'),
      bundle: t('feed.bundle'),
      tip: t('feed.tip'),
    },
    tiers: {
      small: t('overlay.small'),
      medium: t('overlay.medium'),
      large: t('overlay.large'),
      epic: t('overlay.epic'),
    },
    actions: { show: t('rules.show'), hold: t('rules.hold'), hide: t('rules.hide') },
  };
}

/** "TikTok · Rose · up to 4 coins"; "everything" for a rule that asks nothing. */
export function useMatchWords(): (match: AlertRule['match']) => string {
  const { t } = useTranslation();
  const names = useRuleNames();
  const unitWord = useUnitWord();

  function amount(units: number, unit: string): string {
    if (isCurrency(unit)) return formatMinor(BigInt(units), unit, readerLocale());
    return `${formatCount(units, readerLocale())} ${unitWord(unit, units)}`;
  }

  function worth({ unit, unitsFrom, unitsTo }: AlertRule['match']): readonly string[] {
    if (unit === null) return [];
    if (unitsFrom !== null && unitsTo !== null) {
      return [t('rules.between', { from: amount(unitsFrom, unit), to: amount(unitsTo, unit) })];
    }
    if (unitsFrom !== null) return [t('rules.from', { from: amount(unitsFrom, unit) })];
    if (unitsTo !== null) return [t('rules.upTo', { to: amount(unitsTo, unit) })];
    return [unitWord(unit, 2)];
  }

  return (match) => {
    const parts = [
      ...(match.platform === null ? [] : [platformName(match.platform)]),
      ...(match.kind === null ? [] : [names.kinds[match.kind]]),
      ...(match.gift === null ? [] : [match.gift]),
      ...worth(match),
      ...(match.tier === null ? [] : [names.tiers[match.tier]]),
      ...(match.sender === null
        ? []
        : [match.sender === 'first' ? t('rules.first') : t('rules.returning')]),
      ...(match.quantityFrom === null ? [] : [t('rules.combo', { count: match.quantityFrom })]),
    ];
    return parts.length === 0 ? t('rules.everything') : parts.join(' · ');
  };
}
