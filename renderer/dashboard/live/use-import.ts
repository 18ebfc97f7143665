/** One import at a time: the file is handed over, looked at, planned, then booked; it can be left at any point. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UPLOAD } from '../../../shared/import-limits.ts';
import type {
  ApplyEvent,
  ImportChoices,
  ImportPlan,
  ImportPreview,
  ImportQuestion,
} from '../../../shared/contract/imports.ts';
import { useLiveData } from '../live-data.ts';
import { sendFile } from './send-file.ts';

export type Preview = Extract<ImportPreview, { readonly type: 'preview' }>;
type Applied = Extract<ApplyEvent, { readonly type: 'applied' }>;

export type ImportStep =
  | { readonly at: 'choose' }
  | { readonly at: 'sending'; readonly share: number }
  | { readonly at: 'meaning'; readonly question: ImportQuestion | null }
  | { readonly at: 'reading'; readonly lines: number }
  | { readonly at: 'planned'; readonly plan: ImportPlan }
  | { readonly at: 'applying'; readonly lines: number; readonly ofLines: number }
  | { readonly at: 'applied'; readonly applied: Applied };

interface Chosen {
  readonly upload: string;
  readonly name: string;
  readonly preview: Preview;
}

export function useImport() {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const queries = useQueryClient();
  const [step, setStep] = useState<ImportStep>({ at: 'choose' });
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);

  /** Runs something long; whatever stops it is said, and the dialog goes back to `backTo`. */
  function run(backTo: ImportStep, work: (signal: AbortSignal) => Promise<void>): void {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setFailure(null);
    work(controller.signal)
      .catch((error: unknown) => {
        if (!controller.signal.aborted)
          setFailure(error instanceof Said ? error.message : t('import.failed'));
        setStep(backTo);
      })
      .finally(() => void queries.invalidateQueries({ queryKey: ['imports'] }));
  }

  function choose(file: File): void {
    if (file.size > UPLOAD.most) {
      setFailure(t('import.tooLarge'));
      return;
    }
    run({ at: 'choose' }, async (signal) => {
      setStep({ at: 'sending', share: 0 });
      const onSent = (bytes: number) => setStep({ at: 'sending', share: bytes / file.size });
      const sent = await sendFile(client, file, { signal, onSent });
      if (!sent.ok) throw new Said(sent.message);
      const { upload } = sent;
      const preview = await client.imports.preview({ upload });
      if (preview.type === 'failed') throw new Said(preview.message);
      setChosen({ upload, name: file.name.slice(0, 255), preview });
      setStep({ at: 'meaning', question: null });
    });
  }

  function plan(choices: ImportChoices): void {
    if (chosen === null) return;
    const asked = { upload: chosen.upload, name: chosen.name, choices };
    run({ at: 'meaning', question: null }, async (signal) => {
      setStep({ at: 'reading', lines: 0 });
      for await (const event of await client.imports.plan({ asked, sha256: null }, { signal })) {
        if (event.type === 'failed') throw new Said(event.message);
        if (event.type === 'progress') setStep({ at: 'reading', lines: event.lines });
        else if (event.type === 'question') setStep({ at: 'meaning', question: event });
        else setStep({ at: 'planned', plan: event });
      }
    });
  }

  function apply(choices: ImportChoices): void {
    if (chosen === null) return;
    const asked = { upload: chosen.upload, name: chosen.name, choices };
    run({ at: 'choose' }, async (signal) => {
      for await (const event of await client.imports.apply(asked, { signal })) {
        if (event.type === 'failed') throw new Said(event.message);
        if (event.type === 'applied') setStep({ at: 'applied', applied: event });
        else setStep({ at: 'applying', lines: event.lines, ofLines: event.ofLines });
      }
    });
  }

  return {
    ...{ step, chosen, failure, choose, plan, apply },
    back: () => setStep({ at: 'meaning', question: null }),
    /** Stops what runs; what was booked by it is taken back. */
    cancel: () => running.current?.abort(),
    /** Lets go of the file. */
    leave(): void {
      running.current?.abort();
      if (chosen !== null) client.imports.discard({ upload: chosen.upload }).catch(() => undefined);
      setChosen(null);
      setFailure(null);
      setStep({ at: 'choose' });
    },
  };
}

export type ImportWork = ReturnType<typeof useImport>;

/** A refusal in words of the companion. */
class Said extends Error {}
