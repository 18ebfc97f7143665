/** The webhook: gifts in from a shop or a script. */
import { Button, Skeleton } from '@mantine/core';
import { Check, Terminal } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { SecretField, useCopy } from './secret-field.tsx';
import { SidePanel } from './side-panel.tsx';
import { webhookCurl } from './webhook-curl.ts';
import { WebhookGuide } from './webhook-guide.tsx';

export function WebhookPanel(): ReactElement {
  const { t } = useTranslation();
  const system = useStore(useLiveData().system);
  return (
    <SidePanel heading={t('webhook.heading')}>
      <p className="quiet">{t('webhook.help')}</p>
      {system === null ? (
        <Skeleton height={150} />
      ) : (
        <div className="stack">
          <SecretField
            label={t('webhook.url')}
            value={system.webhookUrl}
            copyLabel={t('webhook.copyUrl')}
            testId="webhook-url"
          />
          <SecretField
            label={t('webhook.token')}
            value={system.webhookToken}
            secret={system.webhookToken}
            copyLabel={t('webhook.copyToken')}
            testId="webhook-token"
          />
          <CopyCurl line={webhookCurl(system.webhookUrl, system.webhookToken, true)} />
          <WebhookGuide system={system} />
        </div>
      )}
    </SidePanel>
  );
}

function CopyCurl({ line }: { readonly line: string }): ReactElement {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  return (
    <Button
      variant="default"
      size="sm"
      leftSection={copied ? <Check size={15} /> : <Terminal size={15} />}
      onClick={() => copy(line)}
      data-testid="webhook-curl"
    >
      {copied ? t('common.copied') : t('webhook.copyCurl')}
    </Button>
  );
}
