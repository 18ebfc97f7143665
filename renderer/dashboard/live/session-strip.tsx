/** What this session came to: totals in native units, their estimate, how much of it was observed. */
import { Popover, Skeleton, UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionState, UnitTotal } from '../../../shared/contract/states.ts';
import { formatCount } from '../../../shared/money.ts';
import { displayText } from '../../../shared/text.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { Amount } from '../../ui/amount.tsx';
import { LabelMark } from '../../ui/label-mark.tsx';
import { PlatformMark, platformName } from '../../ui/platform-mark.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { CoverageLine } from './coverage-line.tsx';
import { EstimateBlock } from './estimate-block.tsx';

export function SessionStrip(): ReactElement {
  const { t } = useTranslation();
  const state = useStore(useLiveData().session);
  return (
    <section className="session" aria-label={t('totals.heading')}>
      {state === null ? <StripSkeleton /> : <Strip state={state} />}
    </section>
  );
}

function Strip({ state }: { readonly state: SessionState }): ReactElement {
  return (
    <div className="strip">
      <div className="strip-totals">
        <Totals totals={state.totals} />
        <EstimateBlock estimate={state.estimate} />
      </div>
      <div className="strip-facts">
        <CoverageLine
          coverage={state.coverage}
          sessionNo={state.session?.sessionNo ?? null}
          nowMs={state.serverNowMs}
        />
        <Counts state={state} />
        <Notes suspense={state.suspense} unconfirmed={state.unconfirmed} />
      </div>
      <PerMinute perMinute={state.perMinute} />
      <TopSupporters supporters={state.topSupporters} />
    </div>
  );
}

function Totals({ totals }: { readonly totals: readonly UnitTotal[] }): ReactElement {
  const { t } = useTranslation();
  if (totals.length === 0) {
    return (
      <div className="total">
        <p className="total-head">{t('totals.heading')}</p>
        <p className="total-nothing">{t('totals.nothing')}</p>
      </div>
    );
  }
  return (
    <>
      {platforms(totals).map((platform) => (
        <div key={platform} className="total">
          <p className="total-head">
            <PlatformMark platform={platform} />
            {platformName(platform)}
            <LabelMark kind="observed" />
          </p>
          {totals
            .filter((total) => total.platform === platform)
            .map(({ unit, units }, index) => (
              <p key={unit} className="total-amount">
                <Amount
                  units={units}
                  unit={unit}
                  size={index === 0 ? 'hero' : 'plain'}
                  earned={index === 0}
                  counting
                  testId={`session-total-${platform}-${unit}`}
                />
              </p>
            ))}
        </div>
      ))}
    </>
  );
}

function platforms(totals: readonly UnitTotal[]): readonly string[] {
  return [...new Set(totals.map(({ platform }) => platform))];
}

function Counts({ state }: { readonly state: SessionState }): ReactElement {
  const { t } = useTranslation();
  const gifts = state.totals.reduce((sum, total) => sum + total.gifts, 0);
  return (
    <p className="counts">
      <span data-testid="session-gifts">
        <strong>{formatCount(gifts, readerLocale())}</strong> {t('totals.gifts', { count: gifts })}
      </span>
      <span data-testid="session-supporters">
        <strong>{formatCount(state.supporters, readerLocale())}</strong>{' '}
        {t('totals.supporters', { count: state.supporters })}
      </span>
    </p>
  );
}

/** Said calmly: nothing is lost, and nothing is claimed that was not seen. */
function Notes(props: { readonly suspense: number; readonly unconfirmed: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="notes">
      {props.suspense > 0 && (
        <NoteButton
          words={t('totals.suspense', { count: props.suspense })}
          help={t('totals.suspenseHelp')}
          testId="session-suspense"
        />
      )}
      {props.unconfirmed > 0 && (
        <NoteButton
          words={t('totals.unconfirmed', { count: props.unconfirmed })}
          help={t('totals.unconfirmedHelp')}
          testId="session-unconfirmed"
        />
      )}
    </div>
  );
}

function NoteButton(props: {
  readonly words: string;
  readonly help: string;
  readonly testId: string;
}): ReactElement {
  return (
    <Popover width={260} shadow="md" position="bottom-start" withArrow>
      <Popover.Target>
        <UnstyledButton className="link" data-testid={props.testId}>
          {props.words}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <p className="explanation">{props.help}</p>
      </Popover.Dropdown>
    </Popover>
  );
}

const MINUTES_SHOWN = 60;

function PerMinute({ perMinute }: { readonly perMinute: SessionState['perMinute'] }): ReactElement {
  const { t } = useTranslation();
  const known = perMinute.slice(-MINUTES_SHOWN).map(({ gifts }) => gifts);
  const values = [...Array.from({ length: MINUTES_SHOWN - known.length }, () => 0), ...known];
  const most = Math.max(0, ...values);
  return (
    <div className="per-minute">
      <p className="strip-head">
        {t('totals.perMinute')}
        <span>{t('totals.most', { most: formatCount(most, readerLocale()) })}</span>
      </p>
      <div className="per-minute-bars">
        <Sparkline values={values} label={t('totals.perMinuteLabel', { most })} />
      </div>
    </div>
  );
}

function TopSupporters(props: {
  readonly supporters: SessionState['topSupporters'];
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="top">
      <p className="strip-head">{t('totals.topSupporters')}</p>
      {props.supporters.length === 0 ? (
        <p className="quiet">{t('totals.noSupporters')}</p>
      ) : (
        <ol className="top-list">
          {props.supporters.slice(0, 5).map((supporter, index) => (
            <li key={index}>
              <PlatformMark platform={supporter.platform} />
              <bdi>{displayText(supporter.name) || t('feed.someone')}</bdi>
              <Amount units={supporter.units} unit={supporter.unit} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function StripSkeleton(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="strip" aria-busy="true" aria-label={t('common.loading')}>
      <div className="strip-totals">
        <Skeleton width={190} height={58} />
        <Skeleton width={190} height={58} />
      </div>
      <div className="strip-facts">
        <Skeleton width="90%" height={16} />
        <Skeleton width="60%" height={16} />
      </div>
      <div className="per-minute">
        <Skeleton width="100%" height={84} />
      </div>
      <div className="top">
        <Skeleton width="100%" height={124} />
      </div>
    </div>
  );
}
