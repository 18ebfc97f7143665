/** The ledger as a file. */
import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ExportDialog } from './export-dialog.tsx';
import { ExportStatus } from './export-status.tsx';
import { SidePanel } from './side-panel.tsx';
import { useExport } from './use-export.ts';

export function ExportPanel(): ReactElement {
  const { t } = useTranslation();
  const { running, saved, start } = useExport();
  const [choosing, setChoosing] = useState(false);
  return (
    <SidePanel heading={t('export.heading')}>
      <p className="quiet">{t('export.help')}</p>
      {running === null && (
        <div className="button-row">
          <Button
            size="sm"
            variant="default"
            leftSection={<Download size={15} />}
            onClick={() => setChoosing(true)}
            data-testid="export-open"
          >
            {t('export.open')}
          </Button>
        </div>
      )}
      <ExportStatus running={running} saved={saved} />
      <ExportDialog
        opened={choosing}
        onClose={() => setChoosing(false)}
        onStart={(asked, mime) => {
          setChoosing(false);
          start(asked, mime);
        }}
      />
    </SidePanel>
  );
}
