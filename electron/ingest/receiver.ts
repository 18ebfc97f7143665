/** Whose income a gift is, by the creator's own account ids. Pure. */
import type { Accounts } from '../../shared/contract/sources.ts';
import type { GiftFrame } from '../../shared/gift.ts';

export const NO_ACCOUNTS: Accounts = { tiktok: [] };

/**
 * The frame as the creator's: sent to one of their accounts, it is income, whoever's live it was; sent to another, it is
 * not. Where an account or the receiver is unknown, what the source says stands. Only TikTok names a receiver;
 * Twitch's rooms are compared by its own source.
 */
export function withReceiver(frame: GiftFrame, { tiktok }: Accounts): GiftFrame {
  if (frame.platform !== 'tiktok' || tiktok.length === 0 || frame.receiverId === null) return frame;
  const mine = tiktok.includes(frame.receiverId);
  if (!mine) return { ...frame, observed: frame.observed ?? 'other_receiver' };
  return frame.observed === 'other_receiver' ? { ...frame, observed: null } : frame;
}
