/** The dialog "Add a source": what is entered, then what the connection does, until it stands. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveData } from '../live-data.ts';
import { useToast } from '../shell/toasts.tsx';
import { useAction } from '../use-action.ts';
import { AddSourceForm } from './add-source-form.tsx';
import type { SourceDraft } from './add-source-form.tsx';
import { ConnectingView } from './connecting-view.tsx';
import { TIKFINITY_ADDRESS } from './source-url.ts';
import { TestingView } from './testing-view.tsx';
import { Dialog } from '../shell/dialog.tsx';

type View =
  | { readonly is: 'form' }
  | { readonly is: 'testing'; readonly url: string }
  | { readonly is: 'connecting'; readonly source: string };

const FIRST: SourceDraft = { kind: 'tikfinity', entered: TIKFINITY_ADDRESS, sign: '', secret: '' };

export function AddSourceDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('addSource.title')}>
      <AddSource onDone={props.onClose} />
    </Dialog>
  );
}

function AddSource({ onDone }: { readonly onDone: () => void }): ReactElement {
  const { client } = useLiveData();
  const toast = useToast();
  const [draft, setDraft] = useState(FIRST);
  const [error, setError] = useState<string | null>(null);
  const [view, setView] = useState<View>({ is: 'form' });
  const add = useAction({
    call: async (url: string) => {
      const outcome = await client.sources.add({ url });
      if (outcome.ok) setView({ is: 'connecting', source: outcome.source });
      return outcome;
    },
    onRefused: (message) => {
      if (view.is === 'form') setError(message);
      else toast('bad', message);
    },
  });
  const change = (next: Partial<SourceDraft>): void => {
    setDraft((before) => ({ ...before, ...next }));
    setError(null);
  };
  switch (view.is) {
    case 'form':
      return (
        <AddSourceForm
          draft={draft}
          onChange={change}
          error={error}
          onError={setError}
          onConnect={add.run}
          connecting={add.pending}
          onTest={(url) => setView({ is: 'testing', url })}
        />
      );
    case 'testing':
      return (
        <TestingView
          url={view.url}
          onBack={() => setView({ is: 'form' })}
          onConnect={() => add.run(view.url)}
          connecting={add.pending}
        />
      );
    case 'connecting':
      return (
        <ConnectingView
          source={view.source}
          onDone={onDone}
          onChange={() => setView({ is: 'form' })}
        />
      );
  }
}
