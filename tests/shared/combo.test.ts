import { describe, expect, it } from 'vitest';
import { COMBO_HOLD_MS, comboAfter } from '../../shared/combo.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';

const GIFT: CommittedGift = {
  seq: 1,
  giftNo: 1,
  personNo: 1,
  firstTime: false,
  platform: 'tiktok',
  kind: 'gift',
  giftId: '5655',
  giftName: 'Rose',
  senderName: 'Ada',
  senderHandle: 'ada',
  delta: 1,
  quantity: 2,
  unit: 'coin',
  units: 2,
  status: 'open',
  sources: [],
  firstAtMs: 0,
  lastAtMs: 0,
  receiverUnchecked: false,
  sessionNo: 1,
};

describe('the combo that is shown', () => {
  it('begins with the second of a gift, grows in place, and ends after a while without growth', () => {
    expect(comboAfter(null, { ...GIFT, quantity: 1 }, 1_000)).toBeNull();
    const begun = comboAfter(null, GIFT, 1_000);
    expect(begun).toMatchObject({ comboId: 'g1', quantity: 2, startedAtMs: 1_000 });
    const grown = comboAfter(begun, { ...GIFT, quantity: 9, delta: 7 }, 3_000);
    expect(grown).toMatchObject({ comboId: 'g1', quantity: 9, startedAtMs: 1_000 });
    expect(grown?.endsAtMs).toBe(3_000 + COMBO_HOLD_MS);
    const later = comboAfter(grown, { ...GIFT, giftNo: 2, quantity: 1 }, 3_001 + COMBO_HOLD_MS);
    expect(later).toBeNull();
  });

  it('does not flicker between two streaks: the smaller one waits until the other pauses', () => {
    const shown = comboAfter(null, { ...GIFT, quantity: 20 }, 0);
    const other = { ...GIFT, giftNo: 2, senderName: 'Bo', quantity: 3 };
    expect(comboAfter(shown, other, 1_000)).toBe(shown);
    expect(comboAfter(shown, other, 2_600)).toMatchObject({ comboId: 'g2', quantity: 3 });
    expect(comboAfter(shown, { ...other, quantity: 21 }, 1_000)).toMatchObject({ comboId: 'g2' });
  });

  it('is none of months, bits or a change of status alone, and none that was taken back', () => {
    for (const kind of ['bits', 'sub', 'resub', 'tip'] as const) {
      expect(comboAfter(null, { ...GIFT, kind, quantity: 500 }, 0)).toBeNull();
    }
    const shown = comboAfter(null, GIFT, 0);
    expect(comboAfter(shown, { ...GIFT, delta: 0, status: 'settled' }, 9)).toBe(shown);
    expect(comboAfter(shown, { ...GIFT, delta: -2, status: 'reversed' }, 9)).toBeNull();
  });

  it('tells names that are fit for display, and no id of a viewer', () => {
    const shown = comboAfter(null, { ...GIFT, senderName: '\u202Eevil\u0000' }, 0);
    expect(shown?.senderName).toBe('evil');
    expect(JSON.stringify(shown)).not.toContain('"ada"');
  });
});
