import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconcile, reconcilePaid } from '../../../shared/ledger/reconcile.ts';
import type { ReconcileInput } from '../../../shared/ledger/reconcile.ts';

const HOUR_MS = 3_600_000;
const NONE = { count: 0, units: 0n };

/** 1,000 coins booked in one session that was watched whole; nothing else. */
function input(change: Partial<ReconcileInput> = {}): ReconcileInput {
  return {
    reported: 1_000n,
    settled: { count: 20, units: 1_000n },
    unconfirmed: NONE,
    suspense: 0,
    movedIn: NONE,
    movedOut: NONE,
    reversed: NONE,
    entries: [],
    sessions: [session()],
    ...change,
  };
}

function session(change: Partial<ReconcileInput['sessions'][number]> = {}) {
  return {
    sessionNo: 1,
    liveMs: 4 * HOUR_MS,
    observedMs: 4 * HOUR_MS,
    units: 1_000n,
    tried: true,
    ...change,
  };
}

function shares(of: Partial<ReconcileInput>) {
  const { explanations, rest } = reconcile(input(of));
  return [...explanations.map(({ code, units }) => [code, units]), ['rest', rest]];
}

describe('a reconciliation', () => {
  it('that agrees has nothing to explain', () => {
    expect(reconcile(input())).toEqual({
      ...{ reported: 1_000n, observed: 1_000n, variance: 0n, explanations: [], rest: 0n },
    });
  });

  it('counts gifts whose end was not seen among the observed', () => {
    const unconfirmed = { count: 2, units: 300n };
    const { observed } = reconcile(input({ settled: { count: 9, units: 700n }, unconfirmed }));
    expect(observed).toBe(1_000n);
  });

  it('takes what is known whole, also where it overshoots', () => {
    expect(
      shares({
        reported: 1_250n,
        entries: [
          { kind: 'income', count: 1, units: 400n },
          { kind: 'chargeback', count: 1, units: -50n },
        ],
        movedOut: { count: 1, units: 30n },
        movedIn: { count: 2, units: 80n },
      }),
    ).toEqual([
      ['entry', 400n],
      ['entry', -50n],
      ['moved_out', 30n],
      ['moved_in', -80n],
      ['rest', -50n],
    ]);
  });

  it('estimates what was not watched at the session’s own pace, and takes no more than is left', () => {
    // 1,000 coins in three hours; one hour is missing, worth about 333.
    const sessions = [session({ observedMs: 3 * HOUR_MS })];
    const { explanations, rest } = reconcile(input({ reported: 1_200n, sessions }));
    expect(explanations).toEqual([
      {
        ...{ code: 'not_watched', certainty: 'estimated', units: 200n, upTo: 333n },
        ...{ count: 1, ms: HOUR_MS, kind: null },
      },
    ]);
    expect(rest).toBe(0n);
    expect(shares({ reported: 1_400n, sessions })).toEqual([
      ['not_watched', 333n],
      ['rest', 67n],
    ]);
  });

  it('takes a session that nobody saw at the pace of the others', () => {
    const unseen = session({ sessionNo: 2, observedMs: 0, units: 0n, liveMs: HOUR_MS });
    expect(shares({ reported: 5_000n, sessions: [session(), unseen] })[0]).toEqual([
      'not_watched',
      250n,
    ]);
  });

  it('puts no number to what nobody can know, and says so', () => {
    const { explanations, rest } = reconcile(
      input({
        reported: 1_500n,
        suspense: 3,
        unconfirmed: { count: 2, units: 0n },
        sessions: [session({ observedMs: 0, units: 0n }), session({ sessionNo: 2, tried: false })],
      }),
    );
    expect(explanations.map(({ code, units, upTo }) => [code, units, upTo])).toEqual([
      ['not_watched', 0n, null],
      ['unconfirmed', 0n, null],
      ['suspense', 0n, null],
      ['no_source', 0n, null],
    ]);
    expect(rest).toBe(500n);
  });

  it('lets gifts that were taken back explain no more than they were worth', () => {
    const reversed = { count: 1, units: 120n };
    expect(shares({ reported: 1_300n, reversed })).toEqual([
      ['reversed', 120n],
      ['rest', 180n],
    ]);
  });

  it('does not excuse with gaps that less was reported than booked', () => {
    const sessions = [session({ observedMs: HOUR_MS })];
    expect(shares({ reported: 900n, sessions, suspense: 1 })).toEqual([['rest', -100n]]);
  });

  it('always adds up: shares and rest are the variance, and possible shares keep to their bounds', () => {
    const units = fc.bigInt({ min: 0n, max: 10n ** 15n });
    const some = fc.record({ count: fc.nat(50), units });
    const ms = fc.nat(20 * HOUR_MS);
    const anySession = fc
      .tuple(ms, ms, units, fc.boolean())
      .map(([a, b, of, tried]) =>
        session({ liveMs: Math.max(a, b), observedMs: Math.min(a, b), units: of, tried }),
      );
    const any: fc.Arbitrary<ReconcileInput> = fc.record({
      reported: units,
      settled: some,
      unconfirmed: some,
      suspense: fc.nat(9),
      movedIn: some,
      movedOut: some,
      reversed: some,
      entries: fc.array(
        fc.record({
          kind: fc.constantFrom('income', 'refund'),
          count: fc.integer({ min: 1, max: 9 }),
          units: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        }),
        { maxLength: 4 },
      ),
      sessions: fc.array(anySession, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(any, (asked) => {
        // What counts nothing is worth nothing.
        const whole = Object.fromEntries(
          Object.entries(asked).map(([key, value]) => [
            key,
            (value as { count?: number }).count === 0 ? NONE : value,
          ]),
        ) as unknown as ReconcileInput;
        const { explanations, variance, rest, observed } = reconcile(whole);
        const explained = explanations.reduce((sum, one) => sum + one.units, 0n);
        expect(explained + rest).toBe(variance);
        expect(observed + variance).toBe(whole.reported);
        for (const one of explanations.filter(({ certainty }) => certainty !== 'known')) {
          expect(one.units).toBeGreaterThanOrEqual(0n);
          expect(one.units).toBeLessThanOrEqual(one.upTo ?? 0n);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('money that arrived', () => {
  it('is explained by rate, units, fee and tax, exactly', () => {
    // 10,000 coins at half a cent by the card, of which 9,000 were booked here; paid at 0.0051.
    expect(
      reconcilePaid({
        netMicros: 49_000_000n,
        grossMicros: 51_000_000n,
        feeMicros: 900_000n,
        taxMicros: 1_100_000n,
        paidEstimateMicros: 50_000_000n,
        bookedEstimateMicros: 45_000_000n,
      }),
    ).toEqual({
      varianceMicros: 4_000_000n,
      explanations: [
        { code: 'rate', micros: 1_000_000n },
        { code: 'units', micros: 5_000_000n },
        { code: 'fee', micros: -900_000n },
        { code: 'tax', micros: -1_100_000n },
      ],
      restMicros: 0n,
    });
  });

  it('always adds up', () => {
    const micros = fc.bigInt({ min: 0n, max: 10n ** 18n });
    fc.assert(
      fc.property(
        fc.tuple(micros, micros, micros, micros, micros, micros),
        ([netMicros, feeMicros, taxMicros, paidEstimateMicros, bookedEstimateMicros, extra]) => {
          const grossMicros = netMicros + feeMicros + taxMicros + extra;
          const input = { netMicros, grossMicros, feeMicros, taxMicros };
          const paid = reconcilePaid({ ...input, paidEstimateMicros, bookedEstimateMicros });
          const sum = paid.explanations.reduce((all, one) => all + one.micros, 0n);
          expect(sum + paid.restMicros).toBe(paid.varianceMicros);
          expect(paid.restMicros).toBe(-extra);
        },
      ),
    );
  });
});
