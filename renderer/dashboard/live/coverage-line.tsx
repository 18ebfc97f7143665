/** How much of the session Coinfall was watching: it stands beside every total. */
import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coverage } from '../../../shared/contract/states.ts';
import { durationText } from '../../ui/words.ts';
import { MissedDialog } from './missed-dialog.tsx';

export function CoverageLine(props: {
  readonly coverage: Coverage;
  /** Null while there is no session. */
  readonly sessionNo: number | null;
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
        {props.sessionNo !== null && (
          <Details gaps={gaps.length} sessionNo={props.sessionNo} nowMs={props.nowMs} />
        )}
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

function Details(props: {
  readonly gaps: number;
  readonly sessionNo: number;
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { gaps, sessionNo, nowMs } = props;
  return (
    <>
      <UnstyledButton className="link" onClick={() => setOpened(true)} data-testid="gaps">
        {gaps > 0 ? t('totals.gaps', { count: gaps }) : t('totals.coverageDetails')}
      </UnstyledButton>
      <MissedDialog
        opened={opened}
        onClose={() => setOpened(false)}
        sessionNo={sessionNo}
        nowMs={nowMs}
      />
    </>
  );
}
