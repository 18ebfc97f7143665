/** Whether a gift is its supporter's first: told with every committed row. */
import { expect, it } from 'vitest';
import { queries } from '../../electron/ledger/queries.ts';
import { gift, giftFrame, tempLedger, total } from '../tools/builders.ts';

let made = 0;

/** A gift of its own, by somebody. */
const by = (id: string | null, parts: Parameters<typeof giftFrame>[0] = {}) =>
  gift(
    giftFrame({
      giftKey: `tiktok|msg|${(made += 1)}`,
      sender: { id, handle: null, name: id },
      ...parts,
    }),
  );

it('is the first until the supporter has given another one, also within one commit', () => {
  using ledger = tempLedger();
  const told = (...commands: Parameters<typeof ledger.store.commit>[0]) =>
    ledger.store.commit(commands).gifts.map(({ firstTime }) => firstTime);
  expect(told(by('ann'), by('bea'), by('ann'), by(null))).toEqual([true, true, false, null]);
  expect(told(by('bea'))).toEqual([false]);
  const combo = { giftKey: 'tiktok|streak|cat|1', counter: total(2) };
  expect(told(by('cat', combo))).toEqual([true]);
  expect(told(by('cat', { ...combo, counter: total(5) }))).toEqual([true]);
  // Read again, it is asked of what the ledger holds now.
  const read = queries.giftsAfter(ledger.db, { seq: 0, limit: 10 });
  expect(read.map(({ firstTime }) => firstTime)).toEqual([
    ...[false, false, false, null, false],
    ...[true, true],
  ]);
});

it('is the first whatever the price: one that is not known yet counts as given', () => {
  using ledger = tempLedger();
  const [first] = ledger.store.commit([by('ann', { unitsEach: null })]).gifts;
  expect(first?.firstTime).toBe(true);
  expect(ledger.store.commit([by('ann')]).gifts[0]?.firstTime).toBe(false);
});
