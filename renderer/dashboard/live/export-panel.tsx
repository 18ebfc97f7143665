/** The ledger as CSV: it grows while one watches, and can be stopped. */
import { Button } from '@mantine/core';
import { Download, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { useLiveData } from '../live-data.ts';
import { useToast } from '../shell/toasts.tsx';
import { saveCsv } from './save-csv.ts';
import type { CsvView } from './save-csv.ts';
import { SidePanel } from './side-panel.tsx';

interface Running {
  readonly rows: number;
  readonly cancel: () => void;
}

export function ExportPanel(): ReactElement {
  const { t } = useTranslation();
  const { running, start } = useExport();
  return (
    <SidePanel heading={t('export.heading')}>
      <p className="quiet">{t('export.help')}</p>
      {running === null ? (
        <div className="button-row">
          <ExportButton view="gifts" words={t('export.gifts')} onClick={start} />
          <ExportButton view="journal" words={t('export.journal')} onClick={start} />
        </div>
      ) : (
        <div className="button-row" role="status">
          <span className="export-rows" data-testid="export-progress">
            {rowsText(running.rows, (options) => t('export.running', options))}
          </span>
          <Button
            size="sm"
            variant="default"
            leftSection={<X size={15} />}
            onClick={running.cancel}
            data-testid="export-cancel"
          >
            {t('common.cancel')}
          </Button>
        </div>
      )}
    </SidePanel>
  );
}

function ExportButton(props: {
  readonly view: CsvView;
  readonly words: string;
  readonly onClick: (view: CsvView) => void;
}): ReactElement {
  return (
    <Button
      size="sm"
      variant="default"
      leftSection={<Download size={15} />}
      onClick={() => props.onClick(props.view)}
      data-testid={`export-${props.view}`}
    >
      {props.words}
    </Button>
  );
}

function useExport(): {
  readonly running: Running | null;
  readonly start: (view: CsvView) => void;
} {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const toast = useToast();
  const [running, setRunning] = useState<Running | null>(null);
  const start = (view: CsvView): void => {
    const controller = new AbortController();
    const cancel = (): void => controller.abort();
    setRunning({ rows: 0, cancel });
    saveCsv(client, view, controller.signal, (rows) => setRunning({ rows, cancel }))
      .then((rows) => {
        if (rows !== null)
          toast(
            'good',
            rowsText(rows, (options) => t('export.done', options)),
          );
      })
      .catch(() => toast('bad', t('export.failed')))
      .finally(() => setRunning(null));
  };
  return { running, start };
}

function rowsText(
  rows: number,
  words: (options: { readonly count: number; readonly rows: string }) => string,
): string {
  return words({ count: rows, rows: formatCount(rows, readerLocale()) });
}
