/** The steps of a connection, each with its state as shape and word, and what happened where it stopped. */
import { Check, Clock, Loader, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceStep } from '../../../shared/contract/sources.ts';

const MARKS = { pending: Loader, ok: Check, failed: X, waiting: Clock } as const;

export function StepList({ steps }: { readonly steps: readonly SourceStep[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <ol className="steps" aria-live="polite">
      {steps.map(({ words, state, note, next }, index) => {
        const Mark = MARKS[state];
        return (
          <li key={`${index} ${words}`} className="step" data-state={state} data-testid="step">
            <Mark size={16} role="img" aria-label={t(`connecting.${state}`)} />
            <span dir="auto">{words}</span>
            {note !== null && <p dir="auto">{note}</p>}
            {next !== null && (
              <p className="step-next" dir="auto">
                {next}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
