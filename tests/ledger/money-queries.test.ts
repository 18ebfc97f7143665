import { describe, expect, it } from 'vitest';
import { queries } from '../../electron/ledger/queries.ts';
import { rateCardSchema } from '../../shared/rates.ts';
import {
  T0,
  answerTo,
  comboKey,
  gift,
  giftFrame,
  recorded,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const PAYOUT = {
  kind: 'payout',
  atMs: T0,
  platform: 'tiktok',
  unit: 'coin',
  units: 3,
  currency: 'USD',
  grossMinor: 5_000,
  feeMinor: 90,
  taxMinor: 10,
  netMinor: 4_900,
} as const;
const FEE = {
  kind: 'fee',
  atMs: T0,
  platform: null,
  unit: 'USD',
  units: 250,
  heldAt: 'bank',
} as const;
const CARD = rateCardSchema.parse({
  ...{
    id: 'coin',
    kind: null,
    platform: 'tiktok',
    unit: 'coin',
    region: '*',
    currency: 'USD',
    unitMicros: 5_000,
  },
  ...{ validFromMs: 0, validToMs: null, source: '', confidence: 'low', origin: 'shipped' },
});

function entriesOf(ledger: TempLedger, asked: Partial<Parameters<typeof queries.entries>[1]> = {}) {
  return queries.entries(ledger.db, { beforeSeq: null, limit: 50, ...asked });
}

describe('entries', () => {
  it('come newest first with their note, what they moved and what took them back', () => {
    using ledger = tempLedger();
    const fee = answerTo(ledger, FEE, { note: 'for Ada' });
    const reversal = recorded(ledger, { kind: 'reversal', corrects: 1 });
    expect(fee).toMatchObject({ ok: true, seq: 1 });
    const [second, first] = entriesOf(ledger);
    expect(first).toMatchObject({
      ...{
        seq: 1,
        kind: 'fee',
        note: 'for Ada',
        reversedBy: reversal,
        moved: false,
        source: 'hand',
      },
      entry: FEE,
      moves: [
        { account: 'expenses:general:fees', commodity: 'USD', amount: 250n },
        { account: 'assets:bank', commodity: 'USD', amount: -250n },
      ],
    });
    expect(second).toMatchObject({ seq: 2, kind: 'reversal', reversedBy: null });
    expect(second?.moves.map(({ amount }) => amount)).toEqual([-250n, 250n]);
  });

  it('go on below a row, of the kinds that are asked for, and no gift is among them', () => {
    using ledger = tempLedger();
    for (let at = 0; at < 6; at += 1) {
      recorded(ledger, FEE);
      recorded(ledger, PAYOUT);
      ledger.store.commit([gift(tipFrame(100, 'USD'))]);
    }
    const all: number[] = [];
    for (let beforeSeq: number | null = null; ;) {
      const page = entriesOf(ledger, { beforeSeq, limit: 5 });
      all.push(...page.map(({ seq }) => seq));
      beforeSeq = page.at(-1)?.seq ?? 0;
      if (page.length < 5) break;
    }
    expect(all).toEqual([17, 16, 14, 13, 11, 10, 8, 7, 5, 4, 2, 1]);
    expect(entriesOf(ledger, { kinds: ['fee'] }).map(({ seq }) => seq)).toEqual([
      16, 13, 10, 7, 4, 1,
    ]);
    expect(entriesOf(ledger, { kinds: [] })).toEqual([]);
  });

  it('say that they were moved when their own time was locked', () => {
    using ledger = tempLedger();
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: T0 });
    recorded(ledger, { ...FEE, atMs: T0 - 1 });
    expect(entriesOf(ledger, { kinds: ['fee'] })[0]).toMatchObject({
      ...{ moved: true, effectiveAtMs: T0, occurredAtMs: T0 - 1 },
    });
  });
});

describe('payouts', () => {
  it('say what they really paid for one unit, exactly', () => {
    using ledger = tempLedger();
    const seq = recorded(ledger, PAYOUT);
    const [row] = queries.payouts(ledger.db, { beforeSeq: null, limit: 5 });
    expect(row).toEqual({
      ...{ seq, effectiveAtMs: T0, atMs: T0, platform: 'tiktok', unit: 'coin', units: 3n },
      ...{ label: 'paid', currency: 'USD', note: null, reversedBy: null },
      ...{ grossMinor: 5_000n, feeMinor: 90n, taxMinor: 10n, netMinor: 4_900n },
      effectiveRate: { numerator: 50_000_000n, denominator: 3n, unitMicros: 16_666_667n },
    });
    expect(queries.payouts(ledger.db, { beforeSeq: seq, limit: 5 })).toEqual([]);
  });
});

describe('balances', () => {
  it('hold native units with their estimate, and money as it was paid', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      { type: 'shippedRateCards', cards: [CARD] },
      gift(giftFrame({ counter: total(34), final: true })),
      gift(giftFrame({ giftKey: comboKey('2'), unitsEach: null, final: true })),
    ]);
    recorded(ledger, PAYOUT);
    recorded(ledger, { ...FEE, unit: 'JPY', units: 700 });
    const { rows, unpricedGifts } = queries.balances(ledger.db, { currency: 'USD', nowMs: T0 });
    expect(unpricedGifts).toBe(1);
    expect(rows).toEqual([
      { platform: null, unit: 'JPY', units: -700n, label: 'paid', estimate: null },
      { platform: null, unit: 'USD', units: 4_900n, label: 'paid', estimate: null },
      {
        ...{ platform: 'tiktok', unit: 'coin', units: 31n, label: 'observed' },
        estimate: { label: 'estimated', currency: 'USD', micros: 155_000n, rateCard: 'coin' },
      },
    ]);
  });
});

describe('the row of a gift', () => {
  it('is its newest own one, also after it was taken back', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(2) });
    ledger.store.commit([gift(frame)]);
    ledger.store.commit([gift(giftFrame({ counter: total(5), final: true }))]);
    const asked = { giftKey: frame.giftKey };
    expect(queries.giftRow(ledger.db, asked)).toBe(2);
    recorded(ledger, { kind: 'reversal', corrects: 2 });
    expect(queries.giftRow(ledger.db, asked)).toBe(2);
    expect(answerTo(ledger, { kind: 'reversal', corrects: 2 })).toMatchObject({
      code: 'already_reversed',
    });
    expect(queries.giftRow(ledger.db, { giftKey: 'none' })).toBeNull();
  });
});

describe('people', () => {
  function withPeople(): TempLedger {
    const ledger = tempLedger();
    const names = ['Ada', 'adamant', '100%', 'under_score', 'Bea 2'];
    ledger.store.commit(
      names.map((name, at) =>
        gift(
          giftFrame({
            sender: { id: String(at + 2), handle: `h${at}`, name },
            giftKey: comboKey(name),
            final: true,
          }),
        ),
      ),
    );
    return ledger;
  }
  const namesBy = (ledger: TempLedger, text: string, beforePersonNo?: number) =>
    queries.people(ledger.db, { text, limit: 2, beforePersonNo }).map(({ name }) => name);

  it('are found by a part of the name in any case, in pages', () => {
    using ledger = withPeople();
    expect(namesBy(ledger, 'ADA')).toEqual(['adamant', 'Ada']);
    expect(namesBy(ledger, '')).toEqual(['Bea 2', 'under_score']);
    expect(namesBy(ledger, '', 4)).toEqual(['100%', 'adamant']);
    expect(namesBy(ledger, '@h3')).toEqual(['under_score']);
  });

  it('are found by what they are called, not by what SQL makes of it', () => {
    using ledger = withPeople();
    expect(namesBy(ledger, '%')).toEqual(['100%']);
    expect(namesBy(ledger, '_')).toEqual(['under_score']);
  });

  it('are found by their number before anybody’s id or name', () => {
    using ledger = withPeople();
    const [first, second] = queries.people(ledger.db, { text: '2', limit: 5 });
    expect(first).toMatchObject({ personNo: 2, name: 'adamant' });
    expect(first?.totals).toEqual([{ unit: 'coin', gifts: 1, units: 1n }]);
    expect(second).toMatchObject({ platformId: '2', name: 'Ada' });
  });

  it('are found no more once they are forgotten', () => {
    using ledger = withPeople();
    ledger.store.commit([{ type: 'erase', personNo: 1, source: 'hand' }]);
    expect(namesBy(ledger, 'ada')).toEqual(['adamant']);
    expect(queries.people(ledger.db, { text: '1', limit: 5 }).map((hit) => hit.name)).not.toContain(
      'Ada',
    );
  });
});
