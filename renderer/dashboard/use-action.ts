/** A call that changes something: its progress, and words for how it went. */
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Outcome } from '../../shared/contract/index.ts';
import { NotConnectedError } from '../client/connection.ts';
import { useToast } from './shell/toasts.tsx';

export interface ActionOptions<Input> {
  readonly call: (input: Input) => Promise<Outcome>;
  /** Said when it is done; nothing is said when left out. */
  readonly done?: string;
  /** Takes it back; offered beside `done` for a moment. */
  readonly undo?: () => void;
  readonly onDone?: () => void;
  /** Shown instead of a toast: the words of a coded refusal. */
  readonly onRefused?: (message: string) => void;
}

export interface Action<Input> {
  readonly run: (input: Input) => void;
  readonly pending: boolean;
}

export function useAction<Input = void>(options: ActionOptions<Input>): Action<Input> {
  const toast = useToast();
  const { t } = useTranslation();
  const refuse = options.onRefused ?? ((message: string) => toast('bad', message));
  const { mutate, isPending } = useMutation({
    mutationFn: options.call,
    onSuccess: (outcome) => {
      if (!outcome.ok) {
        refuse(outcome.message);
        return;
      }
      const { done, undo } = options;
      const action = undo === undefined ? undefined : { label: t('common.undo'), run: undo };
      if (done !== undefined) toast('good', done, action);
      options.onDone?.();
    },
    onError: (error) =>
      refuse(error instanceof NotConnectedError ? t('common.notSent') : t('common.failed')),
  });
  return { run: mutate, pending: isPending };
}
