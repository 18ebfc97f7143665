/** How much of the session Coinfall was watching: it stands beside every total. */
import { Popover, UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coverage } from '../../../shared/contract/states.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { durationText, timeText } from '../../ui/words.ts';
import { useSourceName } from './source-name.ts';

export function CoverageLine(props: {
  readonly coverage: Coverage;
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const { observedMs, liveMs, gaps } = props.coverage;
  const share = liveMs === 0 ? 0 : Math.min(1, observedMs / liveMs);
  return (
    <div className="coverage" data-testid="coverage">
      <p>
        {liveMs === 0
          ? t('totals.coverageNone')
          : t('totals.coverage', {
              observed: durationText(observedMs),
              live: durationText(liveMs),
            })}
        {gaps.length > 0 && <Gaps gaps={gaps} nowMs={props.nowMs} />}
      </p>
      <svg
        className="coverage-bar"
        viewBox="0 0 100 3"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect width="100" height="3" data-part="live" />
        <rect width={share * 100} height="3" data-part="observed" />
      </svg>
    </div>
  );
}

function Gaps(props: { readonly gaps: Coverage['gaps']; readonly nowMs: number }): ReactElement {
  const { t } = useTranslation();
  const sourceName = useSourceName();
  const time = (atMs: number): string => timeText(atMs, props.nowMs, readerLocale());
  return (
    <Popover width={320} shadow="md" position="bottom-start" withArrow>
      <Popover.Target>
        <UnstyledButton className="link" data-testid="gaps">
          {t('totals.gaps', { count: props.gaps.length })}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="explanation">
          <p>{t('totals.gapsHeading')}</p>
          <ul className="gap-list">
            {props.gaps.map((gap) => (
              <li key={`${gap.source} ${gap.fromMs}`}>
                <span>
                  {gap.toMs === null
                    ? t('totals.gapOpen', { from: time(gap.fromMs) })
                    : t('totals.gapTill', { from: time(gap.fromMs), to: time(gap.toMs) })}
                </span>
                <span>
                  {sourceName(gap.source)}. {gap.reason}
                </span>
              </li>
            ))}
          </ul>
          <p className="quiet">{t('totals.gapsNote')}</p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
