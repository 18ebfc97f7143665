/** What the session is worth by the rate cards, with the cards one click away. */
import { Popover, UnstyledButton } from '@mantine/core';
import { Info } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Estimate } from '../../../shared/contract/states.ts';
import { Amount, MoneyEstimate } from '../../ui/amount.tsx';
import { LabelMark } from '../../ui/label-mark.tsx';
import { platformName } from '../../ui/platform-mark.tsx';

/** The name that the valuation gives to money which already is in the asked currency. */
const FACE_VALUE = 'face-value';

export function EstimateBlock({ estimate }: { readonly estimate: Estimate }): ReactElement | null {
  const { t } = useTranslation();
  const nothingCovered = estimate.rateCards.length === 0;
  if (nothingCovered && estimate.uncovered.length === 0) return null;
  return (
    <div className="total">
      <p className="total-head">
        {t('totals.estimateHeading')}
        <LabelMark kind={estimate.basis === 'face value' ? 'observed' : 'estimated'} />
        <Popover width={300} shadow="md" position="bottom-start" withArrow>
          <Popover.Target>
            <UnstyledButton
              className="info"
              aria-label={t('totals.howEstimated')}
              data-testid="estimate-info"
            >
              <Info size={14} />
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown>
            <Explanation estimate={estimate} />
          </Popover.Dropdown>
        </Popover>
      </p>
      {nothingCovered ? (
        <p className="quiet">{t('totals.noEstimate')}</p>
      ) : (
        <p className="total-amount">
          <MoneyEstimate
            femtos={estimate.femtos}
            exact={estimate.basis === 'face value'}
            currency={estimate.currency}
            size="hero"
            testId="session-estimate"
          />
        </p>
      )}
    </div>
  );
}

function Explanation({ estimate }: { readonly estimate: Estimate }): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="explanation">
      {estimate.rateCards.length > 0 && (
        <>
          <p>{t('totals.estimatedWith')}</p>
          <ul>
            {estimate.rateCards.map((card) => (
              <li key={card}>
                {card === FACE_VALUE ? t('totals.faceValue') : <code>{card}</code>}
              </li>
            ))}
          </ul>
        </>
      )}
      {estimate.exchange.length > 0 && (
        <>
          <p>{t('totals.exchangedAt')}</p>
          <ul>
            {estimate.exchange.map(({ from, to, source, firstDay, lastDay }) => (
              <li key={`${from}/${to}/${source}`}>
                {from}/{to}: {source} (
                {firstDay === lastDay ? firstDay : `${firstDay} – ${lastDay}`})
              </li>
            ))}
          </ul>
        </>
      )}
      {estimate.uncovered.length > 0 && (
        <>
          <p>{t('totals.uncovered')}</p>
          <ul>
            {estimate.uncovered.map(({ platform, unit, units }) => (
              <li key={`${platform}/${unit}`}>
                {platformName(platform)}: <Amount units={units} unit={unit} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="quiet">{t('totals.estimateNote')}</p>
    </div>
  );
}
