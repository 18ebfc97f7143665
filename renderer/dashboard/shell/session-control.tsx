/** The session in the header: its title and since when, and the button that opens or ends it. */
import { Button, Popover, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { displayText } from '../../../shared/text.ts';
import type { Session } from '../../../shared/contract/states.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { timeText } from '../../ui/words.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { ConfirmButton } from './confirm-button.tsx';

const TITLE_MAX = 60;

export function SessionControl(): ReactElement {
  const state = useStore(useLiveData().session);
  if (state === null) return <Skeleton className="session-control" height={32} width={260} />;
  const { session, serverNowMs } = state;
  const open = session !== null && session.closedAtMs === null;
  return (
    <div className="session-control">
      <SessionTitle session={session} nowMs={serverNowMs} />
      {open ? <EndSession /> : <StartSession />}
    </div>
  );
}

function SessionTitle(props: {
  readonly session: Session | null;
  readonly nowMs: number;
}): ReactElement {
  const { t } = useTranslation();
  const { session, nowMs } = props;
  const time = (atMs: number): string => timeText(atMs, nowMs, readerLocale());
  if (session === null) {
    return (
      <p className="session-title" data-testid="session-title">
        <strong>{t('session.none')}</strong>
        <span>{t('session.noneHint')}</span>
      </p>
    );
  }
  const title = displayText(session.title, TITLE_MAX);
  return (
    <p className="session-title" data-testid="session-title">
      <strong>
        <bdi>{title === '' ? t('session.untitled') : title}</bdi>
      </strong>
      <span>
        {session.closedAtMs === null
          ? t('session.live', { time: time(session.openedAtMs) })
          : t('session.ended', { time: time(session.closedAtMs) })}
      </span>
    </p>
  );
}

function EndSession(): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const end = useAction({ call: () => client.session.close(), done: t('session.closed') });
  return (
    <ConfirmButton
      question={t('session.closeConfirm')}
      confirm={t('session.close')}
      onConfirm={() => end.run()}
    >
      {(open) => (
        <Button
          size="compact-sm"
          variant="default"
          loading={end.pending}
          onClick={open}
          data-testid="session-close"
        >
          {t('session.close')}
        </Button>
      )}
    </ConfirmButton>
  );
}

function StartSession(): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const [asking, setAsking] = useState(false);
  const [title, setTitle] = useState('');
  const start = useAction({
    call: async () => {
      await client.session.open({ title: title.trim() });
      return { ok: true };
    },
    done: t('session.opened'),
    onDone: () => {
      setAsking(false);
      setTitle('');
    },
  });
  return (
    <Popover opened={asking} onChange={setAsking} width={280} trapFocus shadow="md">
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => setAsking((was) => !was)}
          data-testid="session-open"
        >
          {t('session.open')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            start.run();
          }}
        >
          <TextInput
            label={t('session.openTitle')}
            placeholder={t('session.openPlaceholder')}
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
            data-autofocus
          />
          <Button type="submit" size="sm" loading={start.pending}>
            {t('session.open')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
