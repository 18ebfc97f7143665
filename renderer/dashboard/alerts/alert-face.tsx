/** An alert in a list: who, what, how much. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeldAlert } from '../../../shared/contract/alert-desk.ts';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { Amount } from '../../ui/amount.tsx';
import { PlatformMark } from '../../ui/platform-mark.tsx';

export interface AlertFaceProps {
  readonly alert: Omit<HeldAlert, 'firstTime' | 'heldSinceMs'> & {
    readonly people?: number | null;
  };
  /** Words beside the gift, such as a reason. */
  readonly note?: string;
}

export function AlertFace({ alert, note }: AlertFaceProps): ReactElement {
  const { t } = useTranslation();
  const { people, quantity, units, unit } = alert;
  const count = formatCount(quantity, readerLocale());
  const isSummary = people !== undefined && people !== null;
  return (
    <div className="alert-face">
      {alert.platform === '' ? <span /> : <PlatformMark platform={alert.platform} />}
      <bdi className="alert-sender">
        {isSummary
          ? t('past.summary', { count: quantity, people: formatCount(people, readerLocale()) })
          : alert.senderName || t('feed.someone')}
      </bdi>
      {units !== null && unit !== '' && <Amount units={units} unit={unit} />}
      <span className="alert-gift quiet">
        {!isSummary && (
          <>
            <bdi>{alert.giftName || t('feed.gift')}</bdi> ×{count}
          </>
        )}
        {note !== undefined && <span>{isSummary ? note : ` · ${note}`}</span>}
      </span>
    </div>
  );
}
