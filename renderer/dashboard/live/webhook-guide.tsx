/** Everything about sending gifts in: a line to try, the fields, the payment services that can be relayed, the limits. */
import { Button, Drawer, SegmentedControl, Select } from '@mantine/core';
import { BookOpen } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemState } from '../../../shared/contract/states.ts';
import { SecretField } from './secret-field.tsx';
import { PRESETS, presetCurl, webhookCurl } from './webhook-curl.ts';
import type { PresetName } from './webhook-curl.ts';
import { WebhookFields } from './webhook-fields.tsx';

type Addressed = Pick<SystemState, 'webhookUrl' | 'webhookToken'>;

export function WebhookGuide({ system }: { readonly system: Addressed }): ReactElement {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<BookOpen size={15} />}
        onClick={() => setOpened(true)}
        data-testid="webhook-guide-open"
      >
        {t('webhook.guide.open')}
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="right"
        size={640}
        title={t('webhook.guide.title')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <div className="guide" data-testid="webhook-guide">
          <p className="dialog-help">{t('webhook.guide.help')}</p>
          <TryIt system={system} />
          <Section heading={t('webhook.guide.fieldsHeading')}>
            <WebhookFields />
          </Section>
          <Services system={system} />
          <Limits />
        </div>
      </Drawer>
    </>
  );
}

function Section(props: { readonly heading: string; readonly children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <section className="stack" aria-labelledby={id}>
      <h3 id={id}>{props.heading}</h3>
      {props.children}
    </section>
  );
}

function TryIt({ system }: { readonly system: Addressed }): ReactElement {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'test' | 'real'>('test');
  const isTest = kind === 'test';
  const kinds: readonly { readonly value: 'test' | 'real'; readonly label: string }[] = [
    { value: 'test', label: t('webhook.guide.test') },
    { value: 'real', label: t('webhook.guide.real') },
  ];
  return (
    <Section heading={t('webhook.guide.tryHeading')}>
      <SegmentedControl
        size="xs"
        aria-label={t('webhook.guide.tryHeading')}
        data={[...kinds]}
        value={kind}
        onChange={setKind}
        data-testid="webhook-try"
      />
      <p className="quiet">{isTest ? t('webhook.guide.testHelp') : t('webhook.guide.realHelp')}</p>
      <SecretField
        label={t('webhook.guide.line')}
        value={webhookCurl(system.webhookUrl, system.webhookToken, isTest)}
        secret={system.webhookToken}
        copyLabel={t('webhook.guide.copyLine')}
        testId="webhook-line"
      />
    </Section>
  );
}

function Services({ system }: { readonly system: Addressed }): ReactElement {
  const { t } = useTranslation();
  const [preset, setPreset] = useState<PresetName>('kofi');
  const names = PRESETS.map((value) => ({
    value,
    label: t(`webhook.guide.services.${value}.name`),
  }));
  return (
    <Section heading={t('webhook.guide.servicesHeading')}>
      <p>{t('webhook.guide.servicesHelp')}</p>
      <p>{t('webhook.guide.relayHelp')}</p>
      <Select
        label={t('webhook.guide.service')}
        data={names}
        value={preset}
        allowDeselect={false}
        onChange={(value) => setPreset(PRESETS.find((name) => name === value) ?? preset)}
        data-testid="webhook-service"
      />
      <p>{t(`webhook.guide.services.${preset}.how`)}</p>
      <p className="quiet">{t(`webhook.guide.services.${preset}.booked`)}</p>
      <SecretField
        label={t('webhook.guide.serviceLine')}
        value={presetCurl(system.webhookUrl, system.webhookToken, preset)}
        secret={system.webhookToken}
        copyLabel={t('webhook.guide.copyServiceLine')}
        testId="webhook-service-line"
      />
    </Section>
  );
}

function Limits(): ReactElement {
  const { t } = useTranslation();
  return (
    <Section heading={t('webhook.guide.limitsHeading')}>
      <ul className="guide-list">
        <li>{t('webhook.guide.limits.size')}</li>
        <li>{t('webhook.guide.limits.rate')}</li>
        <li>{t('webhook.guide.limits.answer')}</li>
        <li>{t('webhook.guide.limits.again')}</li>
        <li>{t('webhook.guide.limits.local')}</li>
      </ul>
    </Section>
  );
}
