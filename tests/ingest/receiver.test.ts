import { describe, expect, it } from 'vitest';
import { NO_ACCOUNTS, withReceiver } from '../../electron/ingest/receiver.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import { giftFrame } from '../tools/builders.ts';

const MINE = { tiktok: ['111', '112'] };

function observed(change: Partial<GiftFrame>, accounts = MINE): GiftFrame['observed'] {
  return withReceiver(giftFrame(change), accounts).observed;
}

describe('whose income a TikTok gift is', () => {
  it('is the creator’s when one of their accounts received it, whoever’s live it was', () => {
    expect(observed({ receiverId: '112' })).toBeNull();
    expect(observed({ receiverId: '111', observed: 'other_receiver' })).toBeNull();
  });

  it('is somebody else’s when another account received it', () => {
    expect(observed({ receiverId: '222' })).toBe('other_receiver');
    expect(observed({ receiverId: '1111' })).toBe('other_receiver');
  });

  it('stays what the source said where an account or the receiver is not known', () => {
    expect(observed({ receiverId: null })).toBeNull();
    expect(observed({ receiverId: '222' }, NO_ACCOUNTS)).toBeNull();
    expect(observed({ receiverId: '222', observed: 'other_receiver' }, NO_ACCOUNTS)).toBe(
      'other_receiver',
    );
  });

  it('never turns another reason into income, nor touches another platform', () => {
    expect(observed({ receiverId: '111', observed: 'announcement' })).toBe('announcement');
    expect(observed({ receiverId: '222', observed: 'announcement' })).toBe('announcement');
    expect(observed({ platform: 'twitch', receiverId: '222' })).toBeNull();
  });
});
