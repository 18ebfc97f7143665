/** What stands in place of the dashboard when its address does not open it: what happened, what to do. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CoinMark } from '../../ui/coin-mark.tsx';

export function NoTokenGate(): ReactElement {
  const { t } = useTranslation();
  return <Gate title={t('gate.noTokenTitle')} text={t('gate.noToken')} />;
}

export function RefusedGate(): ReactElement {
  const { t } = useTranslation();
  return <Gate title={t('gate.refusedTitle')} text={t('gate.refused')} />;
}

function Gate(props: { readonly title: string; readonly text: string }): ReactElement {
  return (
    <main className="gate" data-testid="gate">
      <CoinMark size={40} />
      <h1>{props.title}</h1>
      <p>{props.text}</p>
    </main>
  );
}
