/** A test of a connection while it runs, and how it ended. Leaving ends the test. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionTest } from '../../../shared/contract/sources.ts';
import { useLiveData } from '../live-data.ts';
import { StepList } from './step-list.tsx';
import { useSourceName } from './source-name.ts';

type Seen = ConnectionTest & { readonly lost: boolean };

const NOTHING_YET: Seen = { steps: [], result: null, lost: false };

export function TestingView(props: {
  readonly url: string;
  readonly onBack: () => void;
  readonly onConnect: () => void;
  readonly connecting: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const { steps, result, lost } = useConnectionTest(props.url);
  const name = useSourceName()(props.url);
  const useful = result === 'connected' || result === 'waiting';
  const words = {
    connected: t('connecting.testConnected'),
    waiting: t('connecting.testWaits'),
    failed: t('connecting.testFailed'),
  };
  const going = lost ? t('connecting.testLost') : t('connecting.testing');
  return (
    <div className="stack" data-testid="testing">
      <p className="dialog-name">
        <bdi>{t('connecting.testHeading', { source: name })}</bdi>
      </p>
      <StepList steps={steps} />
      <p className="step-result" role="status" data-testid="testing-result" data-result={result}>
        {result === null ? going : words[result]}
      </p>
      <div className="dialog-buttons">
        <Button
          variant="default"
          // The field that had the focus is gone; keys must not fall through to the page behind.
          autoFocus
          onClick={props.onBack}
          data-testid="testing-back"
        >
          {result === null && !lost ? t('common.cancel') : t('common.back')}
        </Button>
        {useful && (
          <Button
            loading={props.connecting}
            onClick={props.onConnect}
            data-testid="testing-connect"
          >
            {t('addSource.submit')}
          </Button>
        )}
      </div>
    </div>
  );
}

function useConnectionTest(url: string): Seen {
  const { client } = useLiveData();
  const [seen, setSeen] = useState(NOTHING_YET);
  useEffect(() => {
    const abort = new AbortController();
    const follow = async (): Promise<void> => {
      const test = await client.sources.test({ url }, { signal: abort.signal });
      for await (const state of test) setSeen({ ...state, lost: false });
    };
    follow().catch(() => {
      if (!abort.signal.aborted) setSeen((before) => ({ ...before, lost: true }));
    });
    return () => abort.abort();
  }, [client, url]);
  return seen;
}
