/** The dialog "My accounts": whose gifts are the creator's income. */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_ACCOUNTS } from '../../../shared/contract/accounts.ts';
import type { AccountsState } from '../../../shared/contract/sources.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { accountIds } from './account-ids.ts';
import { Dialog } from '../shell/dialog.tsx';

export function AccountsDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('accounts.title')}>
      <Loaded onDone={props.onClose} />
    </Dialog>
  );
}

function Loaded({ onDone }: { readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const { data, isError, refetch } = useQuery({
    queryKey: ['sources', 'accounts'],
    queryFn: () => client.sources.accounts(),
    // What is entered must not be overtaken, and what is shown must be what counts.
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (isError) {
    return (
      <div className="stack">
        <p>{t('common.failed')}</p>
        <Button variant="default" onClick={() => void refetch()}>
          {t('common.tryAgain')}
        </Button>
      </div>
    );
  }
  if (data === undefined) return <Skeleton height={180} />;
  return <AccountsForm accounts={data} onDone={onDone} />;
}

function AccountsForm(props: {
  readonly accounts: AccountsState;
  readonly onDone: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const [entered, setEntered] = useState(props.accounts.tiktok.join(' '));
  const [error, setError] = useState<string | null>(null);
  const save = useAction({
    call: (ids: readonly string[]) => client.sources.setAccounts({ tiktok: [...ids] }),
    done: t('accounts.saved'),
    onDone: props.onDone,
    onRefused: setError,
  });
  const enter = (text: string): void => {
    setEntered(text);
    setError(null);
  };
  const submit = (): void => {
    const read = accountIds(entered);
    if (read.ok) save.run(read.ids);
    else setError(t(`accounts.${read.error}`, { count: MOST_ACCOUNTS }));
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p className="dialog-help">{t('accounts.help')}</p>
      <TextInput
        label={t('accounts.field')}
        description={t('accounts.fieldHelp')}
        value={entered}
        error={error}
        spellCheck={false}
        autoComplete="off"
        inputMode="numeric"
        onChange={(event) => enter(event.currentTarget.value)}
        data-autofocus
        data-testid="accounts-field"
      />
      <SeenAccounts
        seen={props.accounts.seen}
        entered={entered}
        onChoose={(id) => enter(`${entered} ${id}`.trim())}
      />
      <Button type="submit" loading={save.pending} data-testid="accounts-save">
        {t('common.save')}
      </Button>
    </form>
  );
}

function SeenAccounts(props: {
  readonly seen: AccountsState['seen'];
  readonly entered: string;
  readonly onChoose: (id: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const chosen = new Set(props.entered.split(/[\s,;]+/));
  if (props.seen.length === 0) return <p className="quiet">{t('accounts.none')}</p>;
  return (
    <div className="stack">
      <p className="quiet">{t('accounts.seen')}</p>
      <ul className="seen-accounts">
        {props.seen.map(({ id, gifts }) => (
          <li key={id}>
            <code>{id}</code>
            <span className="quiet">{t('accounts.seenGifts', { count: gifts })}</span>
            {chosen.has(id) ? (
              <span className="quiet">{t('accounts.mine')}</span>
            ) : (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => props.onChoose(id)}
                data-testid="accounts-me"
              >
                {t('accounts.me')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
