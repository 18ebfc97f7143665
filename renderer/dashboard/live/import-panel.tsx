/** Brings files into the ledger, and shows what was brought in; each import can be taken back as a whole. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Undo2, Upload } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportRun } from '../../../shared/contract/imports.ts';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { useLiveData } from '../live-data.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { useAction } from '../use-action.ts';
import { ImportDialog } from './import-dialog.tsx';
import { SidePanel } from './side-panel.tsx';

const MOST_SHOWN = 5;

export function ImportPanel(): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const [opened, setOpened] = useState(false);
  const runs = useQuery({ queryKey: ['imports', 'runs'], queryFn: () => client.imports.runs() });
  const shown = (runs.data ?? []).slice(0, MOST_SHOWN);
  return (
    <SidePanel heading={t('import.heading')}>
      <p className="quiet">{t('import.help')}</p>
      <div className="button-row">
        <Button
          size="sm"
          variant="default"
          leftSection={<Upload size={15} />}
          onClick={() => setOpened(true)}
          data-testid="import-open"
        >
          {t('import.open')}
        </Button>
      </div>
      {shown.length > 0 && (
        <ul className="import-runs" aria-label={t('import.past')} data-testid="import-runs">
          {shown.map((run) => (
            <Run key={run.importNo} run={run} />
          ))}
        </ul>
      )}
      <ImportDialog opened={opened} onClose={() => setOpened(false)} />
    </SidePanel>
  );
}

function Run({ run }: { readonly run: ImportRun }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const queries = useQueryClient();
  const undo = useAction({
    async call() {
      for await (const event of await client.imports.undo({ importNo: run.importNo })) {
        if (event.type === 'failed') return { ...event, ok: false };
      }
      return { ok: true };
    },
    done: t('import.undone'),
    onDone: () => void queries.invalidateQueries({ queryKey: ['imports'] }),
  });
  const count = (value: number) => formatCount(value, readerLocale());
  return (
    <li className="import-run">
      <span className="import-name" title={run.name}>
        {run.name}
      </span>
      <span className="quiet">
        {t('import.run', { added: count(run.added), known: count(run.known) })} ·{' '}
        {t(`import.states.${run.state}`)}
      </span>
      {run.state !== 'undone' && run.added > 0 && (
        <ConfirmButton
          question={t('import.undoBody', { name: run.name })}
          confirm={t('import.undo')}
          onConfirm={() => undo.run()}
        >
          {(open) => (
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<Undo2 size={13} />}
              loading={undo.pending}
              onClick={open}
              data-testid="import-undo"
            >
              {t('import.undo')}
            </Button>
          )}
        </ConfirmButton>
      )}
    </li>
  );
}
