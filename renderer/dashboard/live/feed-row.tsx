/** One gift of the feed. What is seen but not income is muted, and says in words why. */
import { memo } from 'react';
import type { CSSProperties, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedRow as Row } from '../../../shared/contract/states.ts';
import { formatCount } from '../../../shared/money.ts';
import { displayText } from '../../../shared/text.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { Amount } from '../../ui/amount.tsx';
import { PlatformMark } from '../../ui/platform-mark.tsx';
import { timeText } from '../../ui/words.ts';

export interface FeedRowProps {
  readonly row: Row;
  readonly style: CSSProperties;
  readonly narrow: boolean;
  /** It has just arrived or grown. */
  readonly fresh: boolean;
  readonly nowMs: number;
  /** Zone of the time; the system's own by default. */
  readonly zone?: string;
}

export const FeedRow = memo(function FeedRow(props: FeedRowProps): ReactElement {
  const { t } = useTranslation();
  const { row, style, narrow, fresh, nowMs } = props;
  const booked = row.observed === null && row.status !== 'reversed';
  return (
    <div
      className="feed-row"
      style={style}
      role="listitem"
      data-testid="feed-row"
      data-key={row.key}
      data-narrow={narrow || undefined}
      data-muted={!booked || undefined}
      data-reversed={row.status === 'reversed' || undefined}
      data-fresh={fresh || undefined}
    >
      <PlatformMark platform={row.platform} />
      <bdi className="feed-sender" title={row.senderHandle ?? undefined}>
        {displayText(row.senderName) || t('feed.someone')}
      </bdi>
      <GiftName row={row} />
      <Note row={row} />
      <span className="feed-units">
        {row.units === null ? (
          <span className="quiet">{t('feed.unpriced')}</span>
        ) : (
          <Amount units={row.units} unit={row.unit} />
        )}
      </span>
      <time className="feed-time" dateTime={new Date(row.lastAtMs).toISOString()}>
        {timeText(row.lastAtMs, nowMs, readerLocale(), props.zone)}
      </time>
    </div>
  );
});

function GiftName({ row }: { readonly row: Row }): ReactElement {
  const gift = useGiftWords(row);
  return (
    <span className="feed-gift">
      <bdi>{gift}</bdi>
      {countsItems(row) && (
        <span className="feed-quantity" key={row.quantity}>
          ×{formatCount(row.quantity, readerLocale())}
        </span>
      )}
    </span>
  );
}

/** Bits and money are amounts already; a count of them would say the same twice. */
function countsItems({ kind, quantity }: Row): boolean {
  switch (kind) {
    case 'gift':
    case 'bundle':
      return true;
    case 'subgift':
    case 'sub':
    case 'resub':
      return quantity > 1;
    case 'bits':
    case 'tip':
      return false;
  }
}

function useGiftWords(row: Row): string {
  const { t } = useTranslation();
  const named = row.giftName === null ? '' : displayText(row.giftName);
  if (named !== '') return named;
  switch (row.kind) {
    case 'gift':
      return row.giftId === null ? t('feed.gift') : t('feed.unknownGift', { id: row.giftId });
    case 'bits':
      return t('feed.cheer');
    case 'sub':
      return t('feed.sub');
    case 'resub':
      return t('feed.resub');
    case 'subgift':
      return t('feed.subgift');
    case 'bundle':
      return t('feed.bundle');
    case 'tip':
      return t('feed.tip');
  }
}

function Note({ row }: { readonly row: Row }): ReactElement {
  const words = useNoteWords(row);
  return (
    <span
      className="feed-note"
      title={words ?? undefined}
      data-testid={words === null ? undefined : 'feed-note'}
    >
      {words}
    </span>
  );
}

function useNoteWords(row: Row): string | null {
  const { t } = useTranslation();
  switch (row.observed) {
    case 'mirrored':
      return t('feed.mirrored');
    case 'other_receiver':
      return t('feed.otherReceiver');
    case 'announcement':
      return t('feed.announcement');
    case 'redeemed':
      return t('feed.redeemed');
    case 'prepaid':
      return t('feed.prepaid');
    case 'imported':
      return t('feed.imported');
    case null:
      break;
  }
  switch (row.status) {
    case 'open':
      return t('feed.counting');
    case 'unconfirmed':
      return t('feed.unconfirmed');
    case 'reversed':
      return t('feed.reversed');
    case 'settled':
      // Only a live of TikTok has guests whose gifts are not the creator's.
      return row.receiverUnchecked && row.platform === 'tiktok'
        ? t('feed.receiverUnchecked')
        : null;
  }
}
