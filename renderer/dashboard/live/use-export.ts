/** One export at a time: begins, grows, can be stopped, and leaves what proves it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportAsked } from '../../../shared/contract/exports.ts';
import { useLiveData } from '../live-data.ts';
import { useToast } from '../shell/toasts.tsx';
import { saveExport } from './save-export.ts';
import type { SavedExport } from './save-export.ts';

export interface RunningExport {
  readonly rows: number;
  readonly cancel: () => void;
}

export function useExport(): {
  readonly running: RunningExport | null;
  readonly saved: SavedExport | null;
  readonly start: (asked: ExportAsked, mime: string) => void;
} {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const toast = useToast();
  const [running, setRunning] = useState<RunningExport | null>(null);
  const [saved, setSaved] = useState<SavedExport | null>(null);
  const start = (asked: ExportAsked, mime: string): void => {
    const controller = new AbortController();
    const cancel = (): void => controller.abort();
    const onProgress = (rows: number): void => setRunning({ rows, cancel });
    setSaved(null);
    onProgress(0);
    saveExport(client, asked, mime, { signal: controller.signal, onProgress })
      .then(setSaved)
      .catch(() => toast('bad', t('export.failed')))
      .finally(() => setRunning(null));
  };
  return { running, saved, start };
}
