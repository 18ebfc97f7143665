/** What was not understood and what contradicts itself: shown calmly, one click away, never hidden. */
import { Drawer, Skeleton, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../../shared/contract/states.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { timeText } from '../../ui/words.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useSourceName } from './source-name.ts';

const LISTED = 100;

/** Stands in the header while there is something to look at. */
export function ProblemsButton(): ReactElement | null {
  const { t } = useTranslation();
  const system = useStore(useLiveData().system);
  const [opened, setOpened] = useState(false);
  const count = (system?.rejected ?? 0) + (system?.conflicts ?? 0);
  if (count === 0 && !opened) return null;
  return (
    <>
      <UnstyledButton className="link" onClick={() => setOpened(true)} data-testid="problems-open">
        {t('problems.open', { count })}
      </UnstyledButton>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="right"
        title={t('problems.heading')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <p className="dialog-help">{t('problems.help')}</p>
        <ProblemList count={count} />
      </Drawer>
    </>
  );
}

function ProblemList({ count }: { readonly count: number }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const { data, isError } = useQuery({
    queryKey: ['problems', count],
    queryFn: () => client.problems.list({ limit: LISTED }),
    placeholderData: (before: Problem[] | undefined) => before,
  });
  if (isError) return <p className="quiet">{t('problems.failed')}</p>;
  if (data === undefined) return <Skeleton height={220} />;
  if (data.length === 0) return <p className="quiet">{t('problems.none')}</p>;
  return (
    <ul className="problems">
      {data.map((problem) => (
        <ProblemItem key={`${problem.kind} ${problem.id}`} problem={problem} />
      ))}
    </ul>
  );
}

function ProblemItem({ problem }: { readonly problem: Problem }): ReactElement {
  const { t } = useTranslation();
  const { now } = useLiveData();
  const sourceName = useSourceName();
  return (
    <li data-testid="problem">
      <p className="problem-head">
        <StatusDot
          tone={problem.kind === 'conflict' ? 'bad' : 'wait'}
          text={problem.kind === 'conflict' ? t('problems.conflict') : t('problems.rejected')}
        />
        <span>{sourceName(problem.source)}</span>
        <time dateTime={new Date(problem.atMs).toISOString()}>
          {timeText(problem.atMs, now(), readerLocale())}
        </time>
      </p>
      <p>{problem.message}</p>
      <details>
        <summary>
          {t('problems.excerpt')} <code>{problem.code}</code>
        </summary>
        <pre dir="ltr">{problem.excerpt}</pre>
      </details>
    </li>
  );
}
