/** Arbitrary valid entries for property tests, of every kind, with amounts up to the limit. */
import fc from 'fast-check';
import { MAX_ENTRY_AMOUNT } from '../../shared/ledger/entries.ts';
import type { Entry } from '../../shared/ledger/entries.ts';
import type { JournalKind } from '../../shared/ledger/journal-row.ts';

const atMs = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2026, 10, 1) });
const amount = fc.integer({ min: 1, max: MAX_ENTRY_AMOUNT });
const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'EUR');
const own = fc.constantFrom(
  { platform: 'tiktok', unit: 'coin' },
  { platform: 'twitch', unit: 'bit' },
  { platform: 'twitch', unit: 'sub3' },
  { platform: 'my-shop_2', unit: 'star-' },
  { platform: 'bank', unit: 'balance' },
);
const place = fc.oneof(
  own.map((of) => ({ ...of, heldAt: 'platform' as const })),
  fc.record({
    platform: fc.constantFrom(null, 'tiktok', 'general'),
    unit: currency,
    heldAt: fc.constant('bank' as const),
  }),
  fc.record({
    platform: fc.constantFrom('myshop', 'bank_'),
    unit: currency,
    heldAt: fc.constant('platform' as const),
  }),
);

function movement<Kind extends JournalKind>(kind: Kind) {
  return fc.tuple(place, atMs, amount).map(([where, at, units]) => ({
    kind,
    atMs: at,
    ...where,
    units,
  }));
}

const category = fc.constantFrom('sponsors', 'gear-2', 'other');

function payout(): fc.Arbitrary<Entry> {
  const share = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 }));
  const net = fc.integer({ min: 1, max: MAX_ENTRY_AMOUNT - 2_000_000 });
  return fc
    .tuple(fc.oneof(own, currency), currency, atMs, amount, net, share, share)
    .map(([from, paid, at, units, netMinor, feeMinor, taxMinor]) => {
      const grossMinor = netMinor + feeMinor + taxMinor;
      const held = typeof from === 'string' ? { platform: 'myshop', unit: from } : from;
      return {
        kind: 'payout',
        atMs: at,
        ...held,
        units: from === paid ? grossMinor : units,
        currency: paid,
        grossMinor,
        feeMinor,
        taxMinor,
        netMinor,
      };
    });
}

/** Any valid entry but those of the kinds `without`. */
export function anyEntry(...without: readonly JournalKind[]): fc.Arbitrary<Entry> {
  const signed = fc.constantFrom(1, -1);
  const kinds: Readonly<Record<Exclude<JournalKind, 'gift'>, fc.Arbitrary<Entry>>> = {
    payout: payout(),
    fee: movement('fee'),
    tax: movement('tax'),
    refund: movement('refund'),
    chargeback: movement('chargeback'),
    income: fc.tuple(movement('income'), category).map(([of, to]) => ({ ...of, category: to })),
    expense: fc.tuple(movement('expense'), category).map(([of, to]) => ({ ...of, category: to })),
    adjustment: fc
      .tuple(movement('adjustment'), signed)
      .map(([of, sign]) => ({ ...of, units: of.units * sign })),
    opening: fc
      .tuple(movement('opening'), signed)
      .map(([of, sign]) => ({ ...of, units: of.units * sign })),
    reversal: fc.integer({ min: 1 }).map((corrects) => ({ kind: 'reversal', corrects })),
    lock: fc
      .tuple(fc.boolean(), atMs)
      .map(([all, at]) => ({ kind: 'lock', fromMs: all ? null : at, toMs: at + 1 })),
    erasure: fc.integer({ min: 1 }).map((personNo) => ({ kind: 'erasure', personNo })),
  };
  const wanted = Object.entries(kinds).filter(
    ([kind]) => !without.some((unwanted) => unwanted === kind),
  );
  return fc.oneof(...wanted.map(([, entry]) => entry));
}
