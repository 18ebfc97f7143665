/** What waits for approval: each or all, yes or no. Nothing stands here while nothing waits. */
import { ActionIcon, Button } from '@mantine/core';
import { Check, X } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeldAlert } from '../../../shared/contract/alert-desk.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { AlertFace } from './alert-face.tsx';

export function HeldList({ held }: { readonly held: readonly HeldAlert[] }): ReactElement | null {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const approve = useAction({
    call: (alertId: string | null) => client.alerts.approve({ alertId }),
  });
  const reject = useAction({
    call: (alertId: string | null) => client.alerts.reject({ alertId }),
  });
  if (held.length === 0) return null;
  return (
    <section className="held" aria-label={t('alerts.held')}>
      <div className="held-head">
        <h3>{t('alerts.heldCount', { count: held.length })}</h3>
        {held.length > 1 && (
          <>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => approve.run(null)}
              data-testid="approve-all"
            >
              {t('alerts.approveAll')}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => reject.run(null)}
              data-testid="reject-all"
            >
              {t('alerts.rejectAll')}
            </Button>
          </>
        )}
      </div>
      <ul className="held-list" tabIndex={0} aria-label={t('alerts.held')}>
        {held.map((alert) => {
          const name = alert.senderName || t('feed.someone');
          return (
            <li key={alert.alertId} data-testid="held" data-alert-id={alert.alertId}>
              <AlertFace
                alert={alert}
                {...(alert.firstTime === true ? { note: t('alerts.firstTime') } : {})}
              />
              <ActionIcon
                variant="default"
                aria-label={t('alerts.approve', { name })}
                onClick={() => approve.run(alert.alertId)}
                data-testid="approve"
              >
                <Check size={15} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('alerts.reject', { name })}
                onClick={() => reject.run(alert.alertId)}
                data-testid="reject"
              >
                <X size={15} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
