/** The dialog "Import": choose a file, say what it is, see what would change, book it. */
import { Button, FileButton, Progress } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import type { DragEvent, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { ImportMeaning } from './import-meaning.tsx';
import { ImportPlanView } from './import-plan.tsx';
import { choicesOf, startMeaning } from './import-choices.ts';
import type { Meaning } from './import-choices.ts';
import { useImport } from './use-import.ts';
import type { ImportWork } from './use-import.ts';
import { Dialog } from '../shell/dialog.tsx';

export function ImportDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const work = useImport();
  const busy = work.step.at === 'applying';
  return (
    <Dialog
      opened={props.opened}
      onClose={() => {
        // A click beside the dialog must not take back what is being booked.
        if (busy) return;
        work.leave();
        props.onClose();
      }}
      title={t('import.formTitle')}
      closeButtonProps={{ 'aria-label': t('common.close'), disabled: busy }}
      size="lg"
    >
      <div className="stack">
        {work.failure !== null && (
          <p className="import-failure" role="alert" data-testid="import-failure">
            {work.failure}
          </p>
        )}
        <Step work={work} onClose={props.onClose} />
      </div>
    </Dialog>
  );
}

function Step({ work, onClose }: { readonly work: ImportWork; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [meaning, setMeaning] = useState<Meaning>(startMeaning);
  const { step, chosen } = work;
  const lines = (value: number) => formatCount(value, readerLocale());
  switch (step.at) {
    case 'choose':
      return <Choose onFile={work.choose} />;
    case 'sending':
      return (
        <Working
          share={step.share}
          words={t('import.sending', { percent: Math.round(step.share * 100) })}
          onCancel={work.cancel}
        />
      );
    case 'meaning':
      return (
        chosen && (
          <ImportMeaning
            preview={chosen.preview}
            question={step.question}
            meaning={meaning}
            onChange={setMeaning}
            onLook={() => work.plan(choicesOf(meaning, chosen.preview))}
          />
        )
      );
    case 'reading':
      return (
        <Working
          share={null}
          words={t('import.reading', { lines: lines(step.lines) })}
          onCancel={work.cancel}
        />
      );
    case 'planned':
      return (
        <ImportPlanView
          plan={step.plan}
          onBack={work.back}
          onApply={() => chosen && work.apply(choicesOf(meaning, chosen.preview))}
        />
      );
    case 'applying':
      return (
        <Working
          share={step.lines / step.ofLines}
          words={t('import.applying', { lines: lines(step.lines), ofLines: lines(step.ofLines) })}
          onCancel={work.cancel}
          help={t('import.cancelHelp')}
        />
      );
    case 'applied':
      return (
        <div className="stack" role="status" data-testid="import-applied">
          <p>
            {t('import.applied', {
              count: step.applied.added,
            })}
          </p>
          <div className="button-row">
            <Button
              onClick={() => {
                work.leave();
                onClose();
              }}
            >
              {t('common.close')}
            </Button>
          </div>
        </div>
      );
  }
}

function Choose({ onFile }: { readonly onFile: (file: File) => void }): ReactElement {
  const { t } = useTranslation();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files.item(0);
    if (file !== null) onFile(file);
  };
  return (
    <div
      className="import-drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="import-drop"
    >
      <FileUp size={28} aria-hidden />
      <p>{t('import.drop')}</p>
      <FileButton
        onChange={(file) => file !== null && onFile(file)}
        accept=".csv,.tsv,.txt,.jsonl,.ndjson"
      >
        {(props) => (
          <Button {...props} data-autofocus data-testid="import-choose">
            {t('import.choose')}
          </Button>
        )}
      </FileButton>
      <p className="quiet">{t('import.kinds')}</p>
    </div>
  );
}

function Working(props: {
  /** From 0 to 1; null while that cannot be told. */
  readonly share: number | null;
  readonly words: string;
  readonly help?: string;
  readonly onCancel: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status" data-testid="import-working">
      <p className="export-rows">{props.words}</p>
      <Progress
        value={props.share === null ? 100 : props.share * 100}
        animated={props.share === null}
      />
      {props.help !== undefined && <p className="quiet">{props.help}</p>}
      <div className="button-row">
        <Button variant="default" onClick={props.onCancel} data-testid="import-cancel">
          {t('common.cancel')}
        </Button>
      </div>
    </div>
  );
}
