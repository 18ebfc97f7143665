/** The widgets beside the gift alert: each with its address, its settings and a test. */
import { Button, Skeleton } from '@mantine/core';
import { Play, Square } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemState } from '../../../shared/contract/states.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { GoalForm } from './goal-form.tsx';
import { widgetAddress } from './overlay-address.ts';
import { CopyButton, SecretField } from './secret-field.tsx';
import { SidePanel } from './side-panel.tsx';
import { SettingChoices } from './setting-choices.tsx';
import { WIDGET_CARDS, useWidgetWords } from './widget-list.ts';

type Card = (typeof WIDGET_CARDS)[number];

export function WidgetsPanel(): ReactElement {
  const { t } = useTranslation();
  const state = useStore(useLiveData().system);
  return (
    <SidePanel heading={t('widgets.heading')}>
      <p className="quiet">{t('widgets.help')}</p>
      {state === null ? (
        <Skeleton height={280} />
      ) : (
        <ul className="widgets">
          {WIDGET_CARDS.map((card) => (
            <li key={card.id}>
              <WidgetRow card={card} system={state} />
            </li>
          ))}
        </ul>
      )}
    </SidePanel>
  );
}

function WidgetRow(props: { readonly card: Card; readonly system: SystemState }): ReactElement {
  const { t } = useTranslation();
  const { card, system } = props;
  const { name, about } = useWidgetWords(card.id);
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const token = system.overlayTokens[card.feed];
  const address = widgetAddress(system.overlayUrl, card, token, chosen);
  const copyLabel = t('widgets.copy', { name });
  return (
    <div className="widget" data-testid={`widget-${card.id}`}>
      <details>
        <summary>
          {name}
          <span className="widget-size">
            {card.size.width} × {card.size.height}
          </span>
        </summary>
        <div className="stack widget-body">
          <p className="quiet">{about}</p>
          <SecretField
            label={t('overlay.url')}
            value={address}
            secret={token}
            copyLabel={copyLabel}
            testId={`widget-url-${card.id}`}
          />
          <SettingChoices card={card} chosen={chosen} onChoose={setChosen} />
          {card.feed === 'goal' && <GoalForm />}
          <div className="button-row">
            <TestButton card={card} />
            {card.feed === 'credits' && <CreditsButtons />}
          </div>
        </div>
      </details>
      <CopyButton text={address} label={copyLabel} testId={`widget-copy-${card.id}`} />
    </div>
  );
}

function TestButton({ card }: { readonly card: Card }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const test = useAction({
    call: () => client.overlay.test({ feed: card.feed }),
    done: t('widgets.testSent'),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={test.pending}
      onClick={() => test.run()}
      data-testid={`widget-test-${card.id}`}
    >
      {t('widgets.test')}
    </Button>
  );
}

function CreditsButtons(): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const roll = useAction({ call: () => client.credits.roll(), done: t('widgets.rolling') });
  const stop = useAction({ call: () => client.credits.stop() });
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Play size={14} />}
        loading={roll.pending}
        onClick={() => roll.run()}
        data-testid="credits-roll"
      >
        {t('widgets.roll')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Square size={13} />}
        loading={stop.pending}
        onClick={() => stop.run()}
        data-testid="credits-stop"
      >
        {t('widgets.stop')}
      </Button>
    </>
  );
}
