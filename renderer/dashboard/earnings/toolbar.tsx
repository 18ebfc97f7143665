/** What the page is about: the period, its zone, the currency, and which gifts. */
import { NativeSelect, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isCurrency } from '../../../shared/currency.ts';
import { GIFT_KINDS } from '../../../shared/gift-kinds.ts';
import { isZone } from '../../../shared/zone.ts';
import { platformName } from '../../ui/platform-mark.tsx';
import { PERIODS } from './choice.ts';
import type { EarningsChoice, PeriodName } from './choice.ts';

/** As many as a person may look through; typing finds the others. */
const SHOWN_OPTIONS = 60;

export function Toolbar(props: {
  readonly choice: EarningsChoice;
  readonly zone: string;
  readonly currency: string;
  readonly platforms: readonly string[];
  readonly onChange: (change: Partial<EarningsChoice>) => void;
  readonly onZone: (zone: string) => void;
  readonly onCurrency: (currency: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { choice, zone, currency, platforms, onChange } = props;
  const zones = useMemo(() => among(knownZones(), zone), [zone]);
  const currencies = useMemo(
    () => among(Intl.supportedValuesOf('currency').filter(isCurrency), currency),
    [currency],
  );
  const shown =
    choice.platform === null ? platforms : [...new Set([...platforms, choice.platform])];
  return (
    <div className="earnings-bar" role="group" aria-label={t('earnings.filters')}>
      <NativeSelect
        label={t('earnings.period')}
        value={choice.period}
        onChange={(event) => onChange({ period: event.currentTarget.value as PeriodName })}
        data={PERIODS.map((one) => ({ value: one, label: t(`earnings.periods.${one}`) }))}
        data-testid="earnings-period"
      />
      {choice.period === 'days' && (
        <>
          <TextInput
            type="date"
            label={t('export.firstDay')}
            value={choice.firstDay}
            onChange={(event) => onChange({ firstDay: event.currentTarget.value })}
            data-testid="earnings-first-day"
          />
          <TextInput
            type="date"
            label={t('export.lastDay')}
            value={choice.lastDay}
            onChange={(event) => onChange({ lastDay: event.currentTarget.value })}
            data-testid="earnings-last-day"
          />
        </>
      )}
      <NativeSelect
        label={t('feed.platform')}
        value={choice.platform ?? ''}
        onChange={(event) => onChange({ platform: event.currentTarget.value || null })}
        data={[
          { value: '', label: t('feed.allPlatforms') },
          ...shown.map((one) => ({ value: one, label: platformName(one) })),
        ]}
        data-testid="earnings-platform"
      />
      <NativeSelect
        label={t('earnings.kind')}
        value={choice.kind ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ kind: GIFT_KINDS.find((one) => one === value) ?? null });
        }}
        data={[
          { value: '', label: t('earnings.allKinds') },
          ...GIFT_KINDS.map((one) => ({ value: one, label: t(`earnings.kinds.${one}`) })),
        ]}
        data-testid="earnings-kind"
      />
      <Select
        label={t('export.zone')}
        value={zone}
        data={zones}
        limit={SHOWN_OPTIONS}
        searchable
        allowDeselect={false}
        onChange={(next) => next !== null && props.onZone(next)}
        data-testid="earnings-zone"
      />
      <Select
        label={t('export.currency')}
        value={currency}
        data={currencies}
        limit={SHOWN_OPTIONS}
        searchable
        allowDeselect={false}
        onChange={(next) => next !== null && props.onCurrency(next)}
        data-testid="earnings-currency"
      />
    </div>
  );
}

/** Places that browsers list under an older name only, though they know both. */
const NEWER_NAMES = [
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Europe/Kyiv',
];

function knownZones(): readonly string[] {
  const newer = NEWER_NAMES.filter(isZone);
  return ['UTC', ...[...Intl.supportedValuesOf('timeZone'), ...newer].sort()];
}

/** What was chosen first: a list that is cut off still has it. */
function among(known: readonly string[], chosen: string): string[] {
  return [...new Set([chosen, ...known])];
}
