/** Random histories against the ledger by the book: late, lost, repeated, reordered, through two sources, with restarts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OBS_SOURCE } from '../../electron/ledger/commands.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import {
  T0,
  TIKFINITY,
  TIKTOK,
  bundleFrame,
  comboKey,
  gift,
  giftFrame,
  sourceState,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { LedgerModel, countOf, unitsOf } from './ledger-model.ts';

const RUNS = 500;
const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** All that the platforms ever send in one history; what of it arrives, how often and in which order is chance. */
type World = readonly GiftFrame[];

const senders = fc.constantFrom('ada', 'bea', 'cyd', null).map((id) => ({
  id,
  handle: id,
  name: id,
}));
const price = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(1, 5, 30) },
  { weight: 2, arbitrary: fc.constant(null) },
);
const occurredAtMs = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -20, max: 20 }).map((n) => T0 + n * MINUTE_MS) },
  { weight: 1, arbitrary: fc.constantFrom(T0 - 100 * MINUTE_MS, T0 + 200 * MINUTE_MS) },
  { weight: 1, arbitrary: fc.constant(null) },
);

const combo = fc
  .record({
    sender: senders,
    gift: fc.constantFrom({ id: '5655', name: 'Rose' }, { id: null, name: null }),
    counts: fc.array(
      fc.record({ n: fc.integer({ min: 1, max: 99 }), price, final: fc.boolean(), occurredAtMs }),
      { minLength: 1, maxLength: 6 },
    ),
    unit: fc.constantFrom('coin', 'coin', 'star'),
  })
  .map(
    ({ sender, gift: what, counts, unit }) =>
      (key: string): GiftFrame[] =>
        counts.map(({ n, price: unitsEach, final, occurredAtMs: at }, index) =>
          giftFrame({
            giftKey: comboKey(key),
            messageId: `${key}-${index}`,
            counter: total(n),
            // One frame in a while contradicts the others.
            unit: index === 5 ? 'other' : unit,
            sender,
            gift: what,
            unitsEach,
            final,
            occurredAtMs: at,
            receiverId: n % 10 === 0 ? 'me' : null,
          }),
        ),
  );

const bundle = fc
  .record({
    sender: senders,
    announced: fc.option(fc.integer({ min: 1, max: 4 })),
    children: fc.array(fc.constantFrom(1, 1, 1, 3, 12), { maxLength: 5 }),
    occurredAtMs,
  })
  .map(({ sender, announced, children, occurredAtMs: at }) => (key: string): GiftFrame[] => {
    const facts = { giftKey: `twitch|bundle|${key}`, sender, occurredAtMs: at };
    const kids = children.map((atLeast, index) =>
      bundleFrame({ type: 'child', atLeast }, { ...facts, messageId: `${key}-${index}` }),
    );
    const announcement = bundleFrame(
      { type: 'announced', atLeast: announced ?? 1 },
      { ...facts, messageId: `${key}-all` },
    );
    return announced === null ? kids : [announcement, ...kids];
  });

const tip = fc
  .record({ minor: fc.integer({ min: 1, max: 9_999 }), currency: fc.constantFrom('USD', 'JPY') })
  .map(({ minor, currency }) => (key: string): GiftFrame[] => [
    tipFrame(minor, currency, { messageId: key, giftKey: `myshop|msg|${key}` }),
  ]);

const world: fc.Arbitrary<World> = fc
  .array(fc.oneof({ weight: 4, arbitrary: combo }, { weight: 2, arbitrary: bundle }, tip), {
    minLength: 1,
    maxLength: 5,
  })
  .map((makers) => makers.flatMap((make, index) => make(`k${index}`)));

/** A step of a history. Commands are made when it is played, since they carry the time of the day. */
type Step =
  | { readonly type: 'commit'; readonly parts: readonly Part[] }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'restart' };
type Part =
  | {
      readonly type: 'frame';
      readonly at: number;
      readonly source: string;
      readonly spoilt: boolean;
    }
  | {
      readonly type: 'source';
      readonly source: string;
      readonly state: 'connected' | 'disconnected';
    }
  | {
      readonly type: 'session';
      readonly act: 'open' | 'obs' | 'close' | 'closeObs' | 'obsGone' | 'ended';
    };

const source = fc.constantFrom(TIKFINITY, TIKTOK);
const part: fc.Arbitrary<Part> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('frame' as const),
      at: fc.nat({ max: 40 }),
      source,
      spoilt: fc.integer({ min: 0, max: 14 }).map((n) => n === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('source' as const),
      source: fc.constantFrom(TIKFINITY, TIKTOK, OBS_SOURCE),
      state: fc.constantFrom('connected' as const, 'disconnected' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('session' as const),
      act: fc.constantFrom('open', 'obs', 'close', 'closeObs', 'obsGone', 'ended'),
    }),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .array(part, { minLength: 1, maxLength: 8 })
      .map((parts) => ({ type: 'commit' as const, parts })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(1_000, 9_000, 11_000, 61_000, 29 * MINUTE_MS, 31 * MINUTE_MS)
      .map((ms) => ({ type: 'wait' as const, ms })),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
);

function commandOf(one: Part, frames: World, nowMs: number): LedgerCommand {
  switch (one.type) {
    case 'frame': {
      const frame = frames[one.at % frames.length] ?? giftFrame();
      const live = frame.kind !== 'tip';
      // A spoilt message comes under a known id with other facts.
      const told = one.spoilt
        ? { ...frame, counter: { ...frame.counter, atLeast: frame.counter.atLeast + 1 } }
        : frame;
      return gift(told, { source: live ? one.source : 'webhook://', live, observedAtMs: nowMs });
    }
    case 'source':
      return sourceState(one.state, nowMs, {
        source: one.source,
        live: one.source !== OBS_SOURCE,
      });
    case 'session':
      switch (one.act) {
        case 'open':
          return { type: 'openSession', title: '', by: 'hand', atMs: nowMs };
        case 'obs':
          return { type: 'openSession', title: '', by: 'obs', atMs: nowMs };
        case 'close':
          return { type: 'closeSession', by: 'hand', atMs: nowMs };
        case 'closeObs':
          return { type: 'closeSession', by: 'obs', atMs: nowMs };
        case 'obsGone':
          return { type: 'closeSession', by: 'obs', atMs: null };
        case 'ended':
          return { type: 'streamEnded', source: TIKFINITY, atMs: nowMs };
      }
  }
}

function play(ledger: TempLedger, model: LedgerModel, frames: World, steps: readonly Step[]): void {
  const now = () => ({ wallMs: ledger.clock.now(), monotonicMs: ledger.clock.monotonic() });
  for (const next of steps) {
    switch (next.type) {
      case 'commit': {
        const commands = next.parts.map((one) => commandOf(one, frames, ledger.clock.now()));
        const headBefore = ledger.store.head().seq;
        const report = ledger.store.commit(commands);
        const expected = model.commit(commands, now());
        expect(report.outcomes).toEqual(expected.outcomes);
        expect(numbers(report.gifts)).toEqual(numerically(expected.told));
        expect(report.gifts.map(({ seq }) => seq)).toEqual(
          report.gifts.map((_, index) => headBefore + 1 + index),
        );
        expect(report.conflicts).toBeGreaterThanOrEqual(
          expected.outcomes.filter((outcome) => outcome === 'conflict').length,
        );
        break;
      }
      case 'wait': {
        ledger.clock.advance(next.ms);
        expect(numbers(ledger.store.sweep()?.gifts ?? [])).toEqual(numerically(model.sweep(now())));
        break;
      }
      case 'restart':
        ledger.reopen();
        model.restart(now());
        break;
    }
  }
}

const numerically = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const numbers = (gifts: readonly { readonly giftNo: number }[]) =>
  numerically(gifts.map(({ giftNo }) => giftNo));

/** Sums of the model's gifts under a key; gifts without a key are left out. */
function sumsOf(
  model: LedgerModel,
  keyOf: (gift: Parameters<typeof countOf>[0]) => readonly (string | number | null)[],
): Record<string, string> {
  const sums = new Map<string, { gifts: number; quantity: number; units: number }>();
  for (const one of model.gifts.values()) {
    const key = keyOf(one);
    if (key.includes(null)) continue;
    const name = key.join(' ');
    const sum = sums.get(name) ?? { gifts: 0, quantity: 0, units: 0 };
    sum.gifts += 1;
    sum.quantity += countOf(one);
    sum.units += unitsOf(one);
    sums.set(name, sum);
  }
  return Object.fromEntries(
    [...sums].map(([name, sum]) => [name, `${sum.gifts} ${sum.quantity} ${sum.units}`]),
  );
}

function storedSums(ledger: TempLedger, from: string, ...key: string[]): Record<string, string> {
  const rows = ledger.all<{ sum_key: string; sum: string }>(
    `SELECT ${key.join(" || ' ' || ")} AS sum_key, sum(gifts) || ' ' || sum(quantity) || ' ' || sum(units) AS sum
     FROM ${from} GROUP BY sum_key`,
  );
  return Object.fromEntries(rows.map((row) => [row.sum_key, row.sum]));
}

function expectAgreement(ledger: TempLedger, model: LedgerModel): void {
  expect(
    ledger.all(
      'SELECT gift_no, quantity, units, status, effective_at, session_no FROM gift ORDER BY gift_no',
    ),
  ).toEqual(
    [...model.gifts.values()].map((one) => ({
      gift_no: one.giftNo,
      quantity: countOf(one),
      units: unitsOf(one),
      status: one.status,
      effective_at: one.effectiveAtMs,
      session_no: one.sessionNo,
    })),
  );
  const quarter = (ms: number) => ms - (ms % QUARTER_MS);
  expect(storedSums(ledger, 'bucket', 'quarter_at', 'platform', 'kind', 'unit')).toEqual(
    sumsOf(model, ({ first, effectiveAtMs }) => [
      quarter(effectiveAtMs),
      first.platform,
      first.kind,
      first.unit,
    ]),
  );
  expect(storedSums(ledger, 'bucket_gift', 'quarter_at', 'gift_id', 'unit')).toEqual(
    sumsOf(model, ({ first, effectiveAtMs }) => [
      quarter(effectiveAtMs),
      first.gift.id ?? '',
      first.unit,
    ]),
  );
  expect(storedSums(ledger, 'session_bucket', 'session_no', 'unit')).toEqual(
    sumsOf(model, ({ first, sessionNo }) => [sessionNo, first.unit]),
  );
  const supporter = (first: GiftFrame) =>
    first.sender.id === null ? null : `${first.platform}:${first.sender.id}`;
  const person = "platform || ':' || platform_id";
  expect(storedSums(ledger, 'supporter JOIN person USING (person_no)', person, 'unit')).toEqual(
    sumsOf(model, ({ first }) => [supporter(first), first.unit]),
  );
  expect(
    storedSums(
      ledger,
      'session_supporter JOIN person USING (person_no)',
      'session_no',
      person,
      'unit',
    ),
  ).toEqual(sumsOf(model, ({ first, sessionNo }) => [sessionNo, supporter(first), first.unit]));
  expect(
    ledger.all(
      'SELECT gift_no FROM journal JOIN gift USING (gift_no) GROUP BY gift_no HAVING sum(delta) <> quantity OR sum(units_delta) <> gift.units',
    ),
  ).toEqual([]);
  expect(ledger.verify()).toMatchObject({ ok: true, findings: [] });
}

describe('any history', () => {
  it(`comes to what the book says, in ${RUNS} random ones`, { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(world, fc.array(step, { minLength: 1, maxLength: 14 }), (frames, steps) => {
        using ledger = tempLedger();
        const model = new LedgerModel({
          wallMs: ledger.clock.now(),
          monotonicMs: ledger.clock.monotonic(),
        });
        if (frames.length > 0) play(ledger, model, frames, steps);
        expectAgreement(ledger, model);
      }),
      { numRuns: RUNS },
    );
  });

  it('with every frame once, in any order and over two sources, comes to the same totals', () => {
    const orders = world
      .filter((frames) => frames.length > 1)
      .chain((frames) =>
        fc.tuple(
          fc.constant(frames),
          fc.shuffledSubarray([...frames.keys()], { minLength: frames.length }),
          fc.array(source, { minLength: frames.length, maxLength: frames.length }),
        ),
      );
    fc.assert(
      fc.property(orders, ([frames, order, sources]) => {
        // Contradictions apart: of those the first to come stands, so order does matter.
        const clean = frames.map((frame) => ({
          ...frame,
          unit: frames[0]?.unit ?? 'coin',
          unitsEach: 1,
        }));
        const play1 = (indexes: readonly number[]) => {
          using ledger = tempLedger();
          for (const index of indexes) {
            const frame = clean[index];
            if (frame === undefined) continue;
            ledger.store.commit([gift(frame, { source: sources[index] ?? TIKTOK })]);
          }
          return ledger.all(
            'SELECT i.gift_key, g.quantity, g.units FROM gift g JOIN gift_identity i USING (gift_no) ORDER BY 1',
          );
        };
        expect(play1(order)).toEqual(play1([...frames.keys()]));
      }),
      { numRuns: 60 },
    );
  });
});
