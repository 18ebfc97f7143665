/** A year of mixed data in a real ledger: every platform, kind of gift and kind of entry, by the store's own hand. */
import { between, seeded } from './seeded.ts';
import {
  bundleFrame,
  comboKey,
  entryCommand,
  fakeLedgerClock,
  gift,
  giftFrame,
  tempLedger,
  tipFrame,
  total,
} from './builders.ts';
import type { TempLedger } from './builders.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';

const DAY_MS = 86_400_000;
const DAYS = 365;
const YEAR_START = Date.UTC(2026, 0, 1);
const CURRENCIES = ['USD', 'JPY', 'KWD', 'EUR'] as const;

type Random = () => number;

function giftsOfDay(random: Random, day: number, nowMs: number): readonly LedgerCommand[] {
  const name = `d${day}`;
  const sender = { id: `v${between(random, 1, 40)}`, handle: 'someone', name: 'Some; one | "x"' };
  const at = { occurredAtMs: nowMs, sender };
  const combo = Array.from({ length: between(random, 1, 4) }, (_, index) =>
    gift(
      giftFrame({
        ...at,
        giftKey: comboKey(name),
        counter: total((index + 1) * between(random, 1, 9)),
        unitsEach: day % 17 === 0 ? null : between(random, 1, 500),
        final: index === 3,
      }),
    ),
  );
  const bits = gift(
    giftFrame({
      ...at,
      platform: 'twitch',
      giftKey: messageKey('twitch', name),
      kind: 'bits',
      unit: 'bit',
      counter: total(between(random, 1, 5_000)),
      final: true,
      gift: { id: null, name: null },
    }),
  );
  const bundle = [1, 3].map((atLeast) =>
    gift(bundleFrame({ type: 'child', atLeast }, { ...at, giftKey: `twitch|bundle|${name}` })),
  );
  const tip = gift(
    tipFrame(between(random, 1, 90_000), CURRENCIES[day % 4] ?? 'USD', { ...at, kind: 'tip' }),
    { live: false },
  );
  return [...combo, bits, ...(day % 5 === 0 ? bundle : []), tip];
}

function entriesOfMonth(random: Random, month: number, nowMs: number): readonly LedgerCommand[] {
  const atMs = nowMs - between(random, 0, 20) * DAY_MS;
  const units = between(random, 100, 90_000);
  const money = { atMs, platform: 'tiktok', unit: 'USD', units, heldAt: 'bank' } as const;
  const coins = { atMs, platform: 'tiktok', unit: 'coin', units, heldAt: 'platform' } as const;
  const grossMinor = units + 107;
  const payout = { atMs, currency: 'USD', grossMinor, feeMinor: 100, taxMinor: 7, netMinor: units };
  const kinds: readonly object[] = [
    { kind: 'payout', platform: 'tiktok', unit: 'coin', units: 5 * units, ...payout },
    { kind: 'payout', platform: 'myshop', unit: 'KWD', units: 3 * units, ...payout },
    { kind: 'fee', ...money },
    { kind: 'tax', ...money, platform: null },
    { kind: 'refund', ...coins },
    { kind: 'chargeback', ...money, heldAt: 'platform' },
    { kind: 'income', ...money, platform: null, category: 'sponsors' },
    { kind: 'expense', ...money, platform: null, unit: 'JPY', category: 'gear' },
    { kind: 'adjustment', ...coins, units: -units },
    ...(month === 0 ? [{ kind: 'opening', ...coins }] : []),
  ];
  return kinds.map((entry) => entryCommand(entry, { note: `month ${month}; "books"` }));
}

/** Fills a ledger day by day; each month is locked ten days into the next, and gifts still come late for it. */
export function ledgerYear(seed: number): TempLedger {
  const random = seeded(seed);
  const ledger = tempLedger(fakeLedgerClock(YEAR_START));
  const { clock, store } = ledger;
  for (let day = 0; day < DAYS; day += 1) {
    store.commit(giftsOfDay(random, day, clock.now()));
    const date = new Date(clock.now());
    if (date.getUTCDate() === 28) {
      store.commit(entriesOfMonth(random, date.getUTCMonth(), clock.now()));
      const rows = ledger.all<{ seq: number }>(
        `SELECT seq FROM journal WHERE kind NOT IN ('reversal', 'lock', 'erasure')
         AND effective_at >= ${clock.now() - 5 * DAY_MS}`,
      );
      const row = rows[between(random, 0, rows.length - 1)];
      if (row !== undefined) store.commit([entryCommand({ kind: 'reversal', corrects: row.seq })]);
    }
    clock.advance(DAY_MS);
    store.sweep();
    if (date.getUTCDate() === 10 && day > 20) {
      const toMs = Date.UTC(2026, date.getUTCMonth(), 1);
      store.commit([entryCommand({ kind: 'lock', fromMs: null, toMs })]);
      const late = giftFrame({
        giftKey: comboKey(`d${day - 20}`),
        counter: total(99),
        final: true,
      });
      store.commit([gift({ ...late, occurredAtMs: clock.now() - 20 * DAY_MS })]);
    }
    if (day === 200) store.commit([{ type: 'erase', personNo: 3, source: 'hand' }]);
  }
  return ledger;
}
