/** An export that runs or is done: it grows while one watches, can be stopped, and comes with what proves it. */
import { Button } from '@mantine/core';
import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { saveControl } from './save-export.ts';
import type { SavedExport } from './save-export.ts';
import type { RunningExport } from './use-export.ts';

export function ExportStatus(props: {
  readonly running: RunningExport | null;
  readonly saved: SavedExport | null;
}): ReactElement {
  const { running, saved } = props;
  return (
    <>
      {running !== null && <Progress running={running} />}
      {saved !== null && <Saved saved={saved} />}
    </>
  );
}

function Progress({ running }: { readonly running: RunningExport }): ReactElement {
  const { t } = useTranslation();
  const { rows, cancel } = running;
  return (
    <div className="button-row" role="status">
      <span className="export-rows" data-testid="export-progress">
        {t('export.running', { count: rows, rows: formatCount(rows, readerLocale()) })}
      </span>
      <Button
        size="sm"
        variant="default"
        leftSection={<X size={15} />}
        onClick={cancel}
        data-testid="export-cancel"
      >
        {t('common.cancel')}
      </Button>
    </div>
  );
}

function Saved({ saved }: { readonly saved: SavedExport }): ReactElement {
  const { t } = useTranslation();
  const { rows, file, sha256 } = saved;
  return (
    <div className="stack" role="status" data-testid="export-saved">
      <p className="quiet">
        {t('export.done', { count: rows, file, rows: formatCount(rows, readerLocale()) })}
      </p>
      <p className="quiet export-hash" title={t('export.hashHelp')}>
        <span>SHA-256</span> <code>{sha256}</code>
      </p>
      <div className="button-row">
        <Button
          size="sm"
          variant="default"
          onClick={() => saveControl(saved)}
          data-testid="export-control"
        >
          {t('export.control')}
        </Button>
      </div>
    </div>
  );
}
