import { describe, expect, it } from 'vitest';
import { queries } from '../../electron/ledger/queries.ts';
import { FACE_VALUE } from '../../shared/rates.ts';
import {
  T0,
  bundleFrame,
  comboKey,
  gift,
  giftFrame,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import { rateCard } from '../tools/rates.ts';

const MINUTE_MS = 60_000;

describe('the feed', () => {
  it('has the newest change first, income and observed alike, in words fit for the screen', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(2) }))]);
    ledger.store.commit([
      gift(tipFrame(500, 'USD', { sender: { id: 'x', handle: 'x', name: '\u202eevil' } })),
    ]);
    ledger.store.commit([gift(giftFrame({ giftKey: comboKey('2'), observed: 'mirrored' }))]);
    ledger.store.commit([gift(giftFrame({ counter: total(7), receiverId: 'me' }))]);
    const rows = queries.feed(ledger.db, { limit: 10, beforeSeq: null });
    expect(rows.map((row) => [row.key, row.seq, row.quantity])).toEqual([
      ['g1', 3, 7],
      ['g2', 2, 1],
      ['o1', 2, 1],
    ]);
    expect(rows[0]).toMatchObject({ units: 7, observed: null, receiverUnchecked: false });
    expect(rows[1]).toMatchObject({ senderName: 'evil', receiverUnchecked: true });
    expect(rows[2]).toMatchObject({ observed: 'mirrored', status: 'settled' });
  });

  it('goes on below a row', () => {
    using ledger = tempLedger();
    for (let index = 0; index < 7; index += 1) ledger.store.commit([gift(tipFrame(1, 'USD'))]);
    const seen: number[] = [];
    let beforeSeq: number | null = null;
    for (;;) {
      const page = queries.feed(ledger.db, { limit: 3, beforeSeq });
      if (page.length === 0) break;
      seen.push(...page.map((row) => row.seq));
      beforeSeq = page.at(-1)?.seq ?? null;
    }
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('skips none of the observed rows that share the seq at the edge of a page', () => {
    using ledger = tempLedger();
    for (let group = 0; group < 3; group += 1) {
      ledger.store.commit([gift(tipFrame(1, 'USD'))]);
      for (let index = 0; index < 5; index += 1) {
        const giftKey = comboKey(`${group}-${index}`);
        ledger.store.commit([gift(giftFrame({ giftKey, observed: 'mirrored' }))]);
      }
    }
    const seen: string[] = [];
    let beforeSeq: number | null = null;
    for (;;) {
      const page = queries.feed(ledger.db, { limit: 4, beforeSeq });
      if (page.length === 0) break;
      seen.push(...page.map((row) => row.key));
      beforeSeq = page.at(-1)?.seq ?? null;
    }
    expect(seen).toHaveLength(18);
    expect(new Set(seen).size).toBe(18);
  });
});

describe('giftsAfter', () => {
  it('tells each journal row as it was told when it was committed', () => {
    using ledger = tempLedger();
    const told = [
      ...ledger.store.commit([
        gift(giftFrame({ counter: total(2), unitsEach: null })),
        gift(tipFrame(500, 'USD')),
      ]).gifts,
      ...ledger.store.commit([gift(bundleFrame({ type: 'announced', atLeast: 3 }))]).gifts,
    ];
    expect(queries.giftsAfter(ledger.db, { seq: 0, limit: 10 })).toEqual(told);
    expect(queries.giftsAfter(ledger.db, { seq: 1, limit: 1 })).toEqual(told.slice(1, 2));
    expect(queries.giftsAfter(ledger.db, { seq: 3, limit: 10 })).toEqual([]);
  });
});

describe('the session', () => {
  it('is nothing where there never was one', () => {
    using ledger = tempLedger();
    expect(queries.session(ledger.db, { nowMs: T0, currency: 'USD' })).toMatchObject({
      session: null,
      totals: [],
      seq: 0,
    });
  });

  it('has totals, an estimate with its gaps, supporters, and what needs a look', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      { type: 'openSession', title: 'Friday', by: 'hand', atMs: T0 },
      {
        type: 'shippedRateCards',
        cards: [rateCard({ id: 'coin' })],
      },
      gift(giftFrame({ counter: total(100) })),
      gift(giftFrame({ giftKey: comboKey('2'), unitsEach: null })),
      gift(
        bundleFrame(
          { type: 'announced', atLeast: 3 },
          { sender: { id: 'bea', handle: null, name: 'Bea' } },
        ),
      ),
      gift(tipFrame(250, 'USD', { sender: { id: null, handle: null, name: null } })),
    ]);
    ledger.clock.advance(61_000);
    ledger.store.sweep();
    const reading = queries.session(ledger.db, { nowMs: T0 + 5 * MINUTE_MS, currency: 'USD' });
    expect(reading).toMatchObject({
      session: { sessionNo: 1, title: 'Friday', closedAtMs: null },
      supporters: 2,
      suspense: 1,
      unconfirmed: 3,
      topSupporters: [
        { name: 'Ada', unit: 'coin', units: 100n },
        { name: 'Bea', unit: 'sub1', units: 3n },
      ],
    });
    expect(reading.totals).toEqual([
      { platform: 'myshop', unit: 'USD', gifts: 1, quantity: 1n, units: 250n },
      { platform: 'tiktok', unit: 'coin', gifts: 2, quantity: 101n, units: 100n },
      { platform: 'twitch', unit: 'sub1', gifts: 1, quantity: 3n, units: 3n },
    ]);
    expect(reading.estimate).toEqual({
      currency: 'USD',
      femtos: 3_000_000_000_000_000n,
      basis: 'estimated',
      rateCards: ['coin', FACE_VALUE],
      exchange: [],
      uncovered: [{ platform: 'twitch', unit: 'sub1', units: 3n }],
    });
    expect(reading.perMinute).toHaveLength(60);
    expect(reading.perMinute.filter(({ gifts }) => gifts > 0)).toEqual([{ atMs: T0, gifts: 4 }]);
  });

  it('is the last one when none is open', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(giftFrame()),
      { type: 'closeSession', by: 'hand', atMs: T0 + MINUTE_MS },
    ]);
    const { session, coverage } = queries.session(ledger.db, {
      nowMs: T0 + 99 * MINUTE_MS,
      currency: 'USD',
    });
    expect(session).toMatchObject({ sessionNo: 1, closedAtMs: T0 + MINUTE_MS });
    expect(coverage.liveMs).toBe(MINUTE_MS);
  });
});

describe('problems', () => {
  it('are kept newest first up to a thousand, and all are counted', () => {
    using ledger = tempLedger();
    const rejected = (index: number) =>
      ({
        type: 'rejected',
        atMs: T0 + index,
        source: 'webhook://',
        code: 'malformed',
        message: 'no',
        excerpt: `${index}`,
      }) as const;
    const report = ledger.store.commit(
      Array.from({ length: 1_005 }, (_, index) => rejected(index)),
    );
    expect(report).toMatchObject({ rejected: 1_005, conflicts: 0 });
    expect(queries.problemCounts(ledger.db)).toEqual({ rejected: 1_005, conflicts: 0 });
    expect(queries.problems(ledger.db, { limit: 2 }).map((problem) => problem.excerpt)).toEqual([
      '1004',
      '1003',
    ]);
    expect(ledger.one('SELECT count(*) FROM problem')).toBe(1_000);
  });
});

describe('rate cards', () => {
  it('that stand are never rewritten by shipped ones', () => {
    using ledger = tempLedger();
    const card = rateCard({ id: 'coin' });
    ledger.store.commit([{ type: 'shippedRateCards', cards: [card] }]);
    ledger.store.commit([{ type: 'shippedRateCards', cards: [{ ...card, unitMicros: 1 }] }]);
    expect(ledger.one('SELECT unit_micros FROM rate_card')).toBe(5_000);
  });
});
