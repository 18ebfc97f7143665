/** What the period came to: observed, estimated, paid; how much of it was watched; and the period before. */
import { Skeleton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Paid, Watched } from '../../../shared/contract/rates.ts';
import type { Span } from '../../../shared/periods.ts';
import { formatCount, formatMinor } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { Amount } from '../../ui/amount.tsx';
import { LabelMark } from '../../ui/label-mark.tsx';
import { PlatformMark, platformName } from '../../ui/platform-mark.tsx';
import { CoverageLine } from '../live/coverage-line.tsx';
import { EstimateBlock } from '../live/estimate-block.tsx';
import { Failure } from './chart-card.tsx';
import type { Asked } from './chart-card.tsx';
import { partFigure } from './figure.ts';
import type { Figure, UnitSum } from './figure.ts';
import type { Totals } from './use-earnings.ts';
import { spanWords, useFigureWords } from './words.ts';

export interface SummaryProps {
  readonly asked: Asked;
  readonly totals: Totals | undefined;
  readonly before: {
    readonly totals: Totals;
    readonly span: Span;
    readonly running: boolean;
  } | null;
  readonly period: Span;
  readonly zone: string;
  readonly currency: string;
}

export function Summary(props: SummaryProps): ReactElement {
  const { t } = useTranslation();
  const { asked, totals, period, zone } = props;
  return (
    <section className="summary" aria-label={t('earnings.summary')} data-testid="earnings-summary">
      <p className="summary-period" data-testid="earnings-span">
        {spanWords(period, zone)}
      </p>
      {asked.error !== null ? (
        <Failure error={asked.error} retry={asked.retry} />
      ) : totals === undefined ? (
        <div className="summary-waiting" role="status" aria-label={t('common.loading')}>
          <div className="strip-totals">
            <Skeleton height={62} width="min(520px, 100%)" />
          </div>
          <div className="strip-facts">
            <Skeleton height={20} width={260} />
          </div>
          <div className="summary-before">
            <Skeleton height={16} width="min(420px, 100%)" />
          </div>
        </div>
      ) : (
        <Figures {...props} totals={totals} />
      )}
    </section>
  );
}

function Figures(props: SummaryProps & { readonly totals: Totals }): ReactElement {
  const { t } = useTranslation();
  const { totals, watched } = props.totals;
  const figure = partFigure(totals.total);
  const { gifts } = figure;
  return (
    <>
      <div className="strip-totals">
        <Observed units={figure.units} />
        <EstimateBlock estimate={totals.total.estimate} />
        {totals.total.paid.map((paid) => (
          <PaidBlock key={`${paid.platform}/${paid.unit}/${paid.currency}`} paid={paid} />
        ))}
      </div>
      <div className="strip-facts">
        <Coverage watched={watched.total} />
        <p className="counts">
          <span data-testid="earnings-gifts" data-value={gifts}>
            <strong>{formatCount(gifts, readerLocale())}</strong>{' '}
            {t('totals.gifts', { count: gifts })}
          </span>
          <span>
            <strong>{formatCount(watched.total.sessions, readerLocale())}</strong>{' '}
            {t('earnings.sessionCount', { count: watched.total.sessions })}
          </span>
        </p>
      </div>
      <Before {...props} figure={figure} />
    </>
  );
}

function Observed({ units }: { readonly units: readonly UnitSum[] }): ReactElement {
  const { t } = useTranslation();
  if (units.length === 0) {
    return (
      <div className="total">
        <p className="total-head">
          {t('earnings.seen')}
          <LabelMark kind="observed" />
        </p>
        <p className="total-nothing">{t('earnings.none')}</p>
      </div>
    );
  }
  return (
    <>
      {[...new Set(units.map(({ platform }) => platform))].map((platform) => (
        <div key={platform} className="total">
          <p className="total-head">
            <PlatformMark platform={platform} />
            {platformName(platform)}
            <LabelMark kind="observed" />
          </p>
          {units
            .filter((one) => one.platform === platform)
            .map(({ unit, units: sum }, index) => (
              <p key={unit} className="total-amount">
                <Amount
                  {...{ units: sum, unit, earned: index === 0 }}
                  size={index === 0 ? 'hero' : 'plain'}
                  testId={`earnings-total-${platform}-${unit}`}
                />
              </p>
            ))}
        </div>
      ))}
    </>
  );
}

/** Money from statements: what arrived, and what it was for. */
function PaidBlock({ paid }: { readonly paid: Paid }): ReactElement {
  const { t } = useTranslation();
  const words = useFigureWords(paid.currency);
  const { platform, unit, units, currency, netMinor, payouts } = paid;
  return (
    <div className="total" data-testid="earnings-paid">
      <p className="total-head">
        <PlatformMark platform={platform} />
        {platformName(platform)}
        <LabelMark kind="paid" />
      </p>
      <p className="total-amount">
        <Amount units={netMinor} unit={currency} size="hero" earned />
      </p>
      <p className="quiet">
        {t('earnings.payouts', { count: payouts, units: words.amount(units, unit) })}
        {paid.feeMinor + paid.taxMinor > 0n &&
          ` · ${t('earnings.withheld', {
            amount: formatMinor(paid.feeMinor + paid.taxMinor, currency, readerLocale()),
          })}`}
      </p>
    </div>
  );
}

function Coverage({ watched }: { readonly watched: Watched }): ReactElement {
  const { t } = useTranslation();
  const { observedMs, liveMs, sessions } = watched;
  if (observedMs === null) return <p className="quiet">{t('earnings.notWatchable')}</p>;
  if (sessions === 0) return <p className="quiet">{t('earnings.noSession')}</p>;
  return <CoverageLine coverage={{ observedMs, liveMs, gaps: [] }} sessionNo={null} nowMs={0} />;
}

/** The period before, as plain figures: no arrows, no colours, no percentages. */
function Before(props: SummaryProps & { readonly figure: Figure }): ReactElement | null {
  const { t } = useTranslation();
  const words = useFigureWords(props.currency);
  const { before, figure, zone } = props;
  if (before === null) return <p className="summary-before quiet">{t('earnings.noBefore')}</p>;
  const { total } = before.totals.totals;
  const earlier = partFigure(total);
  const differences = unitsOf(figure, earlier).map(({ unit, units }) =>
    words.difference(units, unit),
  );
  return (
    <div className="summary-before" data-testid="earnings-before">
      <p>
        <span className="quiet">
          {before.running ? t('earnings.beforeSoFar') : t('earnings.before')}{' '}
          {spanWords(before.span, zone)}
        </span>{' '}
        {words.line(earlier)}
        <span className="quiet"> · {words.watched(before.totals.watched.total)}</span>
      </p>
      {differences.length > 0 && (
        <p>
          <span className="quiet">{t('earnings.difference')}</span> {differences.join(' · ')}
        </p>
      )}
    </div>
  );
}

function unitsOf(now: Figure, earlier: Figure): readonly UnitSum[] {
  const sums = new Map<string, UnitSum>();
  const add = ({ platform, unit, units }: UnitSum, sign: bigint): void => {
    const key = `${platform}/${unit}`;
    sums.set(key, { platform, unit, units: (sums.get(key)?.units ?? 0n) + sign * units });
  };
  for (const sum of now.units) add(sum, 1n);
  for (const sum of earlier.units) add(sum, -1n);
  return [...sums.values()];
}
