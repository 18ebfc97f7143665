import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_COUNTER,
  isBundle,
  mergeClaim,
  statusAfterSilence,
} from '../../../shared/ledger/counter.ts';
import type { Claim, CounterState, GiftStatus } from '../../../shared/ledger/counter.ts';
import type { Counter } from '../../../shared/gift.ts';

const claim = (counter: Counter, final = false): Claim => ({ counter, final });
const totalClaim = (atLeast: number, final = false) => claim({ type: 'total', atLeast }, final);
const announced = (atLeast: number) => claim({ type: 'announced', atLeast });
const child = (atLeast: number) => claim({ type: 'child', atLeast });

function merged(claims: readonly Claim[], from: CounterState = EMPTY_COUNTER): CounterState {
  return claims.reduce(mergeClaim, from);
}

/** What a gift is worth by the book, from all claims at once and in no order. */
function countByTheBook(claims: readonly Claim[]): number {
  const of = (type: Counter['type']) =>
    claims.flatMap(({ counter }) => (counter.type === type ? [counter.atLeast] : []));
  const months = of('child');
  const unseen = Math.max(0, Math.max(0, ...of('announced')) - months.length);
  return Math.max(0, ...of('total'), months.reduce((sum, month) => sum + month, 0) + unseen);
}

const amount = fc.integer({ min: 1, max: 1_000_000 });
const totals = fc.array(fc.record({ atLeast: amount, final: fc.boolean() }), {
  minLength: 1,
  maxLength: 30,
});
const bundleClaims = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 100 }).map(announced),
    fc.integer({ min: 1, max: 12 }).map(child),
  ),
  { minLength: 1, maxLength: 40 },
);

describe('a counter', () => {
  it('is worth the same in any order and with any claim repeated', () => {
    const story = totals.chain((claims) =>
      fc.tuple(
        fc.constant(claims.map(({ atLeast, final }) => totalClaim(atLeast, final))),
        fc.array(fc.nat({ max: claims.length - 1 }), { maxLength: 20 }).chain((again) =>
          fc.shuffledSubarray([...claims.keys(), ...again.map((index) => -1 - index)], {
            minLength: claims.length + again.length,
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(story, ([claims, order]) => {
        const told = order.flatMap((index) => claims[index < 0 ? -1 - index : index] ?? []);
        const { count, status } = merged(told);
        expect(count).toBe(countByTheBook(claims));
        expect(status).toBe(claims.some(({ final }) => final) ? 'settled' : 'open');
      }),
    );
  });

  it('is worth the same whatever was lost, as long as the highest claim came', () => {
    fc.assert(
      fc.property(
        totals.chain((claims) =>
          fc.tuple(fc.constant(claims), fc.subarray(claims), fc.constantFrom(...claims)),
        ),
        ([claims, kept]) => {
          const highest = Math.max(...claims.map(({ atLeast }) => atLeast));
          const told = [...kept, { atLeast: highest, final: false }];
          expect(merged(told.map(({ atLeast }) => totalClaim(atLeast))).count).toBe(highest);
        },
      ),
    );
  });

  it('never falls and always agrees with the book, whatever kinds of claims are mixed', () => {
    const mixed = fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: 50 }).map((atLeast) => totalClaim(atLeast)),
        fc.integer({ min: 1, max: 20 }).map(announced),
        fc.integer({ min: 1, max: 6 }).map(child),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(mixed, (claims) => {
        let state = EMPTY_COUNTER;
        for (const [index, next] of claims.entries()) {
          const after = mergeClaim(state, next);
          expect(after.count).toBeGreaterThanOrEqual(state.count);
          expect(after.count).toBe(countByTheBook(claims.slice(0, index + 1)));
          state = after;
        }
      }),
    );
  });

  it('takes the frames of a real combo, which came as 13, 15, 14, 17, 16, for 17', () => {
    expect(merged([13, 15, 14, 17, 16].map((n) => totalClaim(n))).count).toBe(17);
  });
});

describe('a bundle', () => {
  it('is worth its children by their months and one for each that was announced and not seen', () => {
    expect(merged([announced(5)]).count).toBe(5);
    expect(merged([announced(5), child(1), child(1)]).count).toBe(5);
    expect(merged([announced(5), child(3)]).count).toBe(7);
    expect(merged([child(1), child(6)]).count).toBe(7);
    expect(merged([announced(2), child(1), child(1), child(1)]).count).toBe(3);
  });

  it('of single months is worth max(announced, children) in any order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.nat(),
        (size, seen, place) => {
          const claims: Claim[] = Array.from({ length: seen }, () => child(1));
          claims.splice(place % (seen + 1), 0, announced(size));
          expect(merged(claims).count).toBe(Math.max(size, seen));
        },
      ),
    );
  });

  it('is worth the same in any order of its announcement and its children', () => {
    fc.assert(
      fc.property(
        bundleClaims.chain((claims) =>
          fc.tuple(
            fc.constant(claims),
            fc.shuffledSubarray(claims, { minLength: claims.length, maxLength: claims.length }),
          ),
        ),
        ([claims, shuffled]) => {
          expect(merged(shuffled)).toEqual(merged(claims));
          expect(merged(claims).count).toBe(countByTheBook(claims));
        },
      ),
    );
  });

  it('is told from a combo by what was claimed', () => {
    expect(isBundle(merged([totalClaim(3)]))).toBe(false);
    expect(isBundle(merged([announced(3)]))).toBe(true);
    expect(isBundle(merged([child(1)]))).toBe(true);
  });
});

describe('the status of a gift', () => {
  const at = (status: GiftStatus): CounterState => ({ ...EMPTY_COUNTER, count: 10, status });
  const HIGHER = 11;

  it.each<[GiftStatus, string, number, boolean, GiftStatus]>([
    ['open', 'a higher frame', HIGHER, false, 'open'],
    ['open', 'a lower frame', 9, false, 'open'],
    ['open', 'an end frame', 10, true, 'settled'],
    ['open', 'a higher end frame', HIGHER, true, 'settled'],
    ['open', 'a lower end frame', 9, true, 'settled'],
    ['unconfirmed', 'a higher frame', HIGHER, false, 'open'],
    ['unconfirmed', 'a frame that says nothing new', 10, false, 'unconfirmed'],
    ['unconfirmed', 'an end frame', 10, true, 'settled'],
    ['unconfirmed', 'a higher end frame', HIGHER, true, 'settled'],
    ['settled', 'a higher frame', HIGHER, false, 'settled'],
    ['settled', 'a lower frame', 9, false, 'settled'],
    ['settled', 'another end frame', 10, true, 'settled'],
    ['reversed', 'a higher frame', HIGHER, false, 'reversed'],
    ['reversed', 'an end frame', 10, true, 'reversed'],
  ])('%s, after %s, is as the ledger says', (before, _, atLeast, final, after) => {
    expect(mergeClaim(at(before), totalClaim(atLeast, final)).status).toBe(after);
  });

  it('a reversed gift does not change at all', () => {
    const reversed = at('reversed');
    expect(mergeClaim(reversed, totalClaim(99, true))).toBe(reversed);
  });

  it.each<[GiftStatus, GiftStatus]>([
    ['open', 'unconfirmed'],
    ['unconfirmed', 'unconfirmed'],
    ['settled', 'settled'],
    ['reversed', 'reversed'],
  ])('%s becomes %s in silence', (before, after) => {
    expect(statusAfterSilence(at(before))).toBe(after);
  });

  it('a bundle is settled in silence once all announced children came, else unconfirmed', () => {
    expect(statusAfterSilence(merged([announced(2), child(1), child(1)]))).toBe('settled');
    expect(statusAfterSilence(merged([announced(2), child(1)]))).toBe('unconfirmed');
    expect(statusAfterSilence(merged([child(1)]))).toBe('unconfirmed');
  });

  it('an unconfirmed bundle is settled by the last of its children, which adds nothing', () => {
    const given = merged([announced(2), child(1)]);
    const unconfirmed: CounterState = { ...given, status: statusAfterSilence(given) };
    expect(mergeClaim(unconfirmed, child(1))).toMatchObject({ count: 2, status: 'settled' });
    expect(mergeClaim(unconfirmed, child(6))).toMatchObject({ count: 7, status: 'open' });
    const lost = merged([announced(3), child(1)]);
    expect(mergeClaim({ ...lost, status: 'unconfirmed' }, child(1)).status).toBe('unconfirmed');
  });
});
