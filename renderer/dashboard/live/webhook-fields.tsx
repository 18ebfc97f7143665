/** The fields of a webhook gift, each with whether it must be there and what it means. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** When a field must be there: always, for a gift, for a tip, or never. */
type Need = 'always' | 'gift' | 'tip' | 'never';

/** As in the outside interface. */
const FIELDS = [
  { name: 'id', need: 'always' },
  { name: 'platform', need: 'always' },
  { name: 'kind', need: 'always' },
  { name: 'count', need: 'gift' },
  { name: 'unit', need: 'gift' },
  { name: 'unitsEach', need: 'never' },
  { name: 'money', need: 'tip' },
  { name: 'sender', need: 'never' },
  { name: 'gift', need: 'never' },
  { name: 'streak', need: 'never' },
  { name: 'final', need: 'never' },
  { name: 'occurredAt', need: 'never' },
  { name: 'test', need: 'never' },
] as const satisfies readonly { name: string; need: Need }[];

export function WebhookFields(): ReactElement {
  const { t } = useTranslation();
  return (
    <table className="fields">
      <thead>
        <tr>
          <th scope="col">{t('webhook.guide.field')}</th>
          <th scope="col">{t('webhook.guide.need')}</th>
          <th scope="col">{t('webhook.guide.meaning')}</th>
        </tr>
      </thead>
      <tbody>
        {FIELDS.map(({ name, need }) => (
          <tr key={name} data-testid={`webhook-field-${name}`}>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>{t(`webhook.guide.needs.${need}`)}</td>
            <td>{t(`webhook.guide.fields.${name}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
