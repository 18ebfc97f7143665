/** The page "Earnings": any period, zone and currency, down to the gifts behind each figure. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { EarningsFilter } from '../../../shared/contract/earnings.ts';
import { isCurrency } from '../../../shared/currency.ts';
import type { ExportView } from '../../../shared/export-rows.ts';
import type { Span } from '../../../shared/periods.ts';
import { isZone } from '../../../shared/zone.ts';
import { ExportDialog } from '../live/export-dialog.tsx';
import { ExportStatus } from '../live/export-status.tsx';
import { useExport } from '../live/use-export.ts';
import { DAY_MS } from '../days.ts';
import { useLiveData } from '../live-data.ts';
import { goTo } from '../route.ts';
import { useStore } from '../store.ts';
import { useNow } from '../use-now.ts';
import { askedOf } from './card.ts';
import type { CardProps } from './card.ts';
import { FIRST_CHOICE } from './choice.ts';
import type { EarningsChoice, Step } from './choice.ts';
import './earnings.css';
import { measuresOf, partFigure } from './figure.ts';
import type { Measure } from './figure.ts';
import { GiftsDrawer } from './gifts-drawer.tsx';
import type { Opened } from './gifts-drawer.tsx';
import { HoursCard } from './hours-card.tsx';
import { MixCard } from './mix-card.tsx';
import { comparedPeriods, stepsOf } from './period.ts';
import type { Compared } from './period.ts';
import { PlatformsCard } from './platforms-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { Summary } from './summary.tsx';
import { TimeCard } from './time-card.tsx';
import { Toolbar } from './toolbar.tsx';
import { useAskedAgain, useEarnings, useNewestSessions } from './use-earnings.ts';
import type { EarningsAnswers } from './use-earnings.ts';
import { spanWords, useFigureWords } from './words.ts';

const ZONE_KEY = 'coinfall-earnings-zone';
const CURRENCY_KEY = 'coinfall-earnings-currency';
const TICK_MS = 60_000;

export default function EarningsPage({
  choice,
}: {
  readonly choice: EarningsChoice;
}): ReactElement {
  const { t } = useTranslation();
  const settings = useSettings(choice);
  const { zone, currency } = settings;
  const nowMs = useNow(TICK_MS);
  const newest = useNewestSessions(choice.period === 'session');
  const compared = comparedPeriods(choice, { zone, nowMs, sessions: newest.data ?? null });
  const change = (part: Partial<EarningsChoice>): void => goChanged(choice, part);
  const { platform, kind } = choice;
  const filterOf = (span: Span | null | undefined): EarningsFilter | null =>
    span === null || span === undefined
      ? null
      : { fromMs: span.fromMs, toMs: span.toMs, platform, kind, zone, currency };
  const steps = compared === undefined ? null : stepsOf(compared.period);
  const by = choice.by !== null && steps?.possible.includes(choice.by) ? choice.by : steps?.fitting;
  const filter = filterOf(compared?.period);
  const answers = useEarnings({
    filter,
    before: filterOf(compared?.before),
    by: by ?? 'total',
    running: compared?.running ?? false,
  });
  useAskedAgain();
  const known = answers.totals.data?.totals.total.observed ?? [];
  return (
    <main className="earnings" aria-busy={answers.totals.isFetching}>
      <Toolbar
        {...{ choice, zone, currency }}
        platforms={[...new Set(['tiktok', 'twitch', ...known.map((row) => row.platform)])]}
        onChange={change}
        onZone={settings.setZone}
        onCurrency={settings.setCurrency}
      />
      {compared === undefined || filter === null || by === undefined || steps === null ? (
        <p className="earnings-note" role="status" data-testid="earnings-note">
          {choice.period === 'days'
            ? t('earnings.chooseDays')
            : newest.isPending
              ? t('common.loading')
              : newest.isError
                ? t('earnings.failed')
                : t('session.none')}
        </p>
      ) : (
        <Period
          {...{ choice, compared, filter, answers, by, onChange: change }}
          steps={steps.possible}
        />
      )}
    </main>
  );
}

function goChanged(choice: EarningsChoice, part: Partial<EarningsChoice>): void {
  goTo({ page: 'earnings', choice: { ...choice, ...part } });
}

/** The zone and the currency: as the address says, else as they were set last, else the system's own. */
function useSettings(choice: EarningsChoice) {
  const { session } = useLiveData();
  const usual = useStore(session)?.estimate.currency ?? 'USD';
  const [zone, rememberZone] = useRemembered(ZONE_KEY);
  const [currency, rememberCurrency] = useRemembered(CURRENCY_KEY);
  const forget = (part: 'zone' | 'currency'): void => {
    if (choice[part] !== null) goChanged(choice, { [part]: null });
  };
  return {
    zone: choice.zone ?? (isZone(zone) && zone !== '' ? zone : systemZone()),
    currency: choice.currency ?? (isCurrency(currency) ? currency : usual),
    setZone: (next: string): void => {
      rememberZone(next);
      forget('zone');
    },
    setCurrency: (next: string): void => {
      rememberCurrency(next);
      forget('currency');
    },
  };
}

function useRemembered(key: string) {
  return useLocalStorage({ key, defaultValue: '', getInitialValueInEffect: false });
}

function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function Period(props: {
  readonly choice: EarningsChoice;
  readonly compared: Compared;
  readonly filter: EarningsFilter;
  readonly answers: EarningsAnswers;
  readonly by: Step;
  readonly steps: readonly Step[];
  readonly onChange: (change: Partial<EarningsChoice>) => void;
}): ReactElement {
  const { choice, compared, filter, answers, by } = props;
  const { zone, currency } = filter;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [exported, setExported] = useState<ExportView | null>(null);
  const files = useExport();
  const totals = answers.totals.data;
  const measures = totals === undefined ? [] : measuresOf(partFigure(totals.totals.total));
  const measure = measures.find((one) => one === choice.show) ?? measures[0] ?? 'gifts';
  const cards: CardProps = { answers, filter, measure, onOpen: setOpened, onExport: setExported };
  const before = answers.before.data;
  const isOneDay = compared.period.toMs - compared.period.fromMs <= DAY_MS + 2 * 3_600_000;
  const isEmpty =
    totals?.totals.total.observed.length === 0 && answers.sessions.data?.rows.length === 0;
  return (
    <>
      <ExportStatus {...files} />
      <Summary
        asked={askedOf(answers.totals)}
        totals={totals}
        before={
          before == null || compared.before === null
            ? null
            : { totals: before, span: compared.before, running: compared.running }
        }
        {...{ period: compared.period, zone, currency }}
      />
      <div className="earnings-cards" data-stale={answers.totals.isPlaceholderData || undefined}>
        {isEmpty ? (
          <Empty />
        ) : (
          <>
            <ChartChoices {...props} measures={measures} measure={measure} isOneDay={isOneDay} />
            {!isOneDay && <TimeCard {...cards} by={by} />}
            <HoursCard {...cards} />
            <div className="earnings-pair">
              <MixCard {...cards} />
              <PlatformsCard {...cards} />
            </div>
            <SessionsCard {...cards} />
          </>
        )}
      </div>
      <GiftsDrawer opened={opened} currency={currency} onClose={() => setOpened(null)} />
      <ExportDialog
        opened={exported !== null}
        given={{ ...filter, view: exported, words: spanWords(compared.period, zone) }}
        onClose={() => setExported(null)}
        onStart={(asked, mime) => {
          setExported(null);
          files.start(asked, mime);
        }}
      />
    </>
  );
}

/** One sentence instead of five empty charts. */
function Empty(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="earnings-empty" data-testid="earnings-empty">
      <h2>{t('earnings.nothing')}</h2>
      <p>{t('earnings.nothingHelp')}</p>
    </div>
  );
}

/** What the charts show, and in which steps. */
function ChartChoices(props: {
  readonly choice: EarningsChoice;
  readonly by: Step;
  readonly steps: readonly Step[];
  readonly filter: EarningsFilter;
  readonly measures: readonly Measure[];
  readonly measure: Measure;
  readonly isOneDay: boolean;
  readonly onChange: (change: Partial<EarningsChoice>) => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = useFigureWords(props.filter.currency);
  const { choice, measures, measure, by, steps, onChange } = props;
  const filtered = choice.platform !== null || choice.kind !== null;
  return (
    <div className="earnings-choices">
      <NativeSelect
        label={t('earnings.show')}
        value={measure}
        disabled={measures.length < 2}
        data={(measures.length === 0 ? [measure] : measures).map((one) => ({
          value: one,
          label: words.measure(one),
        }))}
        onChange={(event) => onChange({ show: event.currentTarget.value })}
        data-testid="earnings-show"
      />
      {!props.isOneDay && (
        <SegmentedControl
          value={by}
          aria-label={t('earnings.steps')}
          data={steps.map((step) => ({ value: step, label: t(`earnings.by.${step}`) }))}
          onChange={(step) => onChange({ by: step })}
          data-testid="earnings-by"
        />
      )}
      {filtered && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => onChange({ platform: FIRST_CHOICE.platform, kind: FIRST_CHOICE.kind })}
        >
          {t('earnings.everything')}
        </Button>
      )}
    </div>
  );
}
