/** What an import would change, before it does: how the file was read, counts, and the lines that are not taken. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportPlan } from '../../../shared/contract/imports.ts';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';

const COUNTS = ['added', 'known', 'conflicts', 'rejected', 'empty'] as const;

export function ImportPlanView(props: {
  readonly plan: ImportPlan;
  readonly onBack: () => void;
  readonly onApply: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { plan } = props;
  const count = (value: number) => formatCount(value, readerLocale());
  const how = [
    plan.encoding,
    ...(plan.dateFormat === null
      ? []
      : [t('import.dates', { how: t(`import.answers.${plan.dateFormat}`) })]),
    ...(plan.zone === null ? [] : [t('import.inZone', { zone: plan.zone })]),
    ...(plan.decimal === null
      ? []
      : [t('import.marks', { how: t(`import.answers.${plan.decimal}`) })]),
  ];
  const more = plan.conflicts + plan.rejected - plan.refusals.length;
  return (
    <div className="stack" data-testid="import-plan">
      <p className="quiet">{t('import.readAs', { what: how.join('; ') })}</p>
      <dl className="import-counts">
        {COUNTS.filter((name) => name === 'added' || name === 'known' || plan[name] > 0).map(
          (name) => (
            <div key={name} data-kind={name}>
              <dt>{t(`import.counts.${name}`)}</dt>
              <dd data-testid={`import-${name}`}>{count(plan[name])}</dd>
            </div>
          ),
        )}
      </dl>
      {plan.refusals.length > 0 && (
        <section>
          <h3 className="import-refused">{t('import.refusals')}</h3>
          <ul className="import-refusals" tabIndex={0} data-testid="import-refusals">
            {plan.refusals.map(({ line, message }) => (
              <li key={`${line} ${message}`}>
                <b>{t('import.line', { line: count(line) })}</b> <bdi>{message}</bdi>
              </li>
            ))}
            {more > 0 && <li className="quiet">{t('import.more', { count: more })}</li>}
          </ul>
        </section>
      )}
      {plan.added === 0 && <p>{t('import.nothing')}</p>}
      <div className="button-row">
        <Button variant="default" onClick={props.onBack}>
          {t('import.back')}
        </Button>
        {plan.added > 0 && (
          <Button onClick={props.onApply} data-autofocus data-testid="import-apply">
            {t('import.apply', { count: plan.added })}
          </Button>
        )}
      </div>
    </div>
  );
}
