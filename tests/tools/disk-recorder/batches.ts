/**
 * The gifts that the recorded programs commit, batch by batch, the same in every process; and the ledger as it
 * must stand after each of them.
 */
import type { LedgerCommand } from '../../../electron/ledger/commands.ts';
import type { Db } from '../../../electron/ledger/open.ts';
import { comboKey, gift, giftFrame, tipFrame, total } from '../builders.ts';

/** Batches for which one streak runs on. */
const STREAK_BATCHES = 4;
const MOST_TIPS = 5;

/** The n-th batch, from 1: a few tips, a streak that grows from batch to batch, and a message sent twice. */
export function batch(n: number): readonly LedgerCommand[] {
  const tips = Array.from({ length: 1 + (n % MOST_TIPS) }, (_, at) => tip(n, at));
  const streak = gift(
    giftFrame({
      giftKey: streakOf(n),
      messageId: `streak-${n}`,
      counter: total(1 + (n % STREAK_BATCHES) * 10),
    }),
    { evidence: `frame ${n} `.repeat(n % 40) },
  );
  return [...tips, streak, ...(n > 1 ? [tip(n - 1, 0)] : [])];
}

function tip(n: number, at: number): LedgerCommand {
  return gift(tipFrame(100 + at, 'EUR', { messageId: `tip-${n}-${at}` }));
}

function streakOf(n: number): string {
  return comboKey(String(1 + Math.floor(n / STREAK_BATCHES)));
}

/** The texts of `heldAfter`, as far as they were asked for. */
const heldTexts: string[] = [''];
const heldSoFar = new Map<string, number>();

/** A text that is equal for equal ledgers: every gift with its quantity. */
export function heldAfter(batches: number): string {
  for (let n = heldTexts.length; n <= batches; n += 1) {
    for (const command of batch(n)) {
      if (command.type !== 'gift') continue;
      const { giftKey, counter } = command.gift.frame;
      const count = counter.type === 'total' ? counter.atLeast : 0;
      heldSoFar.set(giftKey, Math.max(heldSoFar.get(giftKey) ?? 0, count));
    }
    heldTexts.push(textOf([...heldSoFar]));
  }
  return heldTexts[batches] ?? '';
}

/** The same text of a ledger as it is. */
export function heldIn(db: Db): string {
  const rows = db
    .prepare('SELECT gift_key, quantity FROM gift JOIN gift_identity USING (gift_no)')
    .raw()
    .all();
  return textOf(rows as [string, number][]);
}

/** How many batches a ledger holds, at most `most`; null when it is in a state that no commit has made. */
export function batchesIn(db: Db, most: number): number | null {
  const held = heldIn(db);
  for (let n = most; n >= 0; n -= 1) if (heldAfter(n) === held) return n;
  return null;
}

function textOf(gifts: [string, number][]): string {
  return gifts
    .map(([key, quantity]) => `${key} ${quantity}`)
    .sort()
    .join('\n');
}
