/** Random histories against the ledger by the book: late, lost, repeated, reordered, through two sources, with restarts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OBS_SOURCE } from '../../electron/ledger/commands.ts';
import type { CommandOutcome, LedgerCommand } from '../../electron/ledger/commands.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import type { Entry } from '../../shared/ledger/entries.ts';
import {
  T0,
  TIKFINITY,
  TIKTOK,
  bundleFrame,
  comboKey,
  entryCommand,
  gift,
  giftFrame,
  sourceState,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { LedgerModel, countOf, unitsOf } from './ledger-model.ts';
import type { ModelGift, ModelOutcome } from './ledger-model.ts';

const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
const RUNS = NIGHTLY ? 10_000 : 500;
/** A failing run names its seed: COINFALL_SEED=… plays exactly that again. */
const SEED = process.env['COINFALL_SEED'];
const CHANCE = SEED === undefined ? {} : { seed: Number(SEED) };
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
    }
  | { readonly type: 'money'; readonly kind: 'income' | 'payout'; readonly minute: number }
  | { readonly type: 'lock'; readonly fromMinute: number | null; readonly toMinute: number }
  /** Takes back the `at`-th row of its sort, or a row that there is not. */
  | {
      readonly type: 'takeBack';
      readonly what: 'gift' | 'money' | 'lock' | 'any';
      readonly at: number;
    }
  | { readonly type: 'erase'; readonly at: number };

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
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('money' as const),
      kind: fc.constantFrom('income' as const, 'payout' as const),
      minute: fc.integer({ min: -30, max: 30 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('lock' as const),
      fromMinute: fc.option(fc.integer({ min: -30, max: 20 }), { freq: 3 }),
      toMinute: fc.integer({ min: -20, max: 40 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('takeBack' as const),
      what: fc.constantFrom('gift' as const, 'money' as const, 'lock' as const, 'any' as const),
      at: fc.nat({ max: 20 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('erase' as const), at: fc.nat({ max: 4 }) }),
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

function commandOf(one: Part, frames: World, ledger: TempLedger, people: People): LedgerCommand {
  const nowMs = ledger.clock.now();
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
    case 'money':
      return entryCommand(moneyEntry(one.kind, T0 + one.minute * MINUTE_MS));
    case 'lock': {
      const fromMs = one.fromMinute === null ? null : T0 + one.fromMinute * MINUTE_MS;
      const toMs = Math.max(T0 + one.toMinute * MINUTE_MS, (fromMs ?? 0) + MINUTE_MS);
      return entryCommand({ kind: 'lock', fromMs, toMs });
    }
    case 'takeBack':
      return entryCommand({ kind: 'reversal', corrects: rowToTakeBack(ledger, one) });
    case 'erase': {
      const personNo = [...people.keys()][one.at] ?? 10_000;
      return { type: 'erase', personNo, source: 'hand' };
    }
  }
}

/** People of the register while they were known. */
type People = Map<number, { readonly platform: string; readonly id: string | null }>;

/** The amount is the same for each, so that what stands can be told by counting. */
const MONEY = 500;
const COINS = 70;

function moneyEntry(kind: 'income' | 'payout', atMs: number): Entry {
  return kind === 'income'
    ? {
        kind,
        atMs,
        platform: null,
        unit: 'USD',
        units: MONEY,
        heldAt: 'bank',
        category: 'sponsors',
      }
    : {
        kind,
        atMs,
        platform: 'tiktok',
        unit: 'coin',
        units: COINS,
        currency: 'USD',
        grossMinor: MONEY,
        feeMinor: 20,
        taxMinor: 30,
        netMinor: MONEY - 50,
      };
}

const NO_SUCH_ROW = 1_000_000;
const SORTS = {
  gift: "kind = 'gift'",
  money: "kind IN ('income', 'payout')",
  lock: "kind = 'lock'",
  any: 'true',
} as const;

function rowToTakeBack(ledger: TempLedger, { what, at }: Extract<Part, { type: 'takeBack' }>) {
  const rows = ledger.all<{ seq: number }>(
    `SELECT seq FROM journal WHERE ${SORTS[what]} ORDER BY seq`,
  );
  return rows[at % (rows.length + 1)]?.seq ?? NO_SUCH_ROW;
}

function plainOutcome(outcome: CommandOutcome): ModelOutcome {
  if (typeof outcome === 'string') return outcome;
  return { refusal: outcome.ok ? null : outcome.code };
}

function notePeople(ledger: TempLedger, people: People): void {
  const known = ledger.all<{ no: number; platform: string; id: string | null }>(
    'SELECT person_no AS no, platform, platform_id AS id FROM person WHERE salt IS NOT NULL',
  );
  people.clear();
  for (const { no, platform, id } of known) people.set(no, { platform, id });
}

function play(
  ledger: TempLedger,
  model: LedgerModel,
  frames: World,
  steps: readonly Step[],
  people: People,
): void {
  const now = () => ({ wallMs: ledger.clock.now(), monotonicMs: ledger.clock.monotonic() });
  for (const next of steps) {
    switch (next.type) {
      case 'commit': {
        const commands = next.parts.map((one) => commandOf(one, frames, ledger, people));
        const headBefore = ledger.store.head().seq;
        const report = ledger.store.commit(commands);
        const expected = model.commit(commands, now(), (at) => {
          const outcome = report.outcomes[at];
          return typeof outcome === 'object' && outcome.type === 'entry' && outcome.ok
            ? outcome.seq
            : 0;
        });
        expect(report.outcomes.map(plainOutcome)).toEqual(expected.outcomes);
        expect(numbers(report.gifts)).toEqual(numerically(expected.told));
        const seqs = report.gifts.map(({ seq }) => seq);
        expect(seqs).toEqual(numerically([...new Set(seqs)]));
        expect(seqs.every((seq) => seq > headBefore && seq <= ledger.store.head().seq)).toBe(true);
        notePeople(ledger, people);
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

/** Sums of what the model booked of its gifts, under a key; what has none is left out, and so is nothing. */
function sumsOf(
  model: LedgerModel,
  keyOf: (gift: ModelGift, atMs: number) => readonly (string | number | null)[],
): Record<string, string> {
  const sums = new Map<string, { gifts: number; quantity: number; units: number }>();
  for (const one of model.gifts.values()) {
    const first = one.bookings.find(({ quantity }) => quantity > 0);
    for (const booking of one.bookings) {
      const key = keyOf(one, booking.atMs);
      if (key.includes(null)) continue;
      const name = key.join(' ');
      const sum = sums.get(name) ?? { gifts: 0, quantity: 0, units: 0 };
      sum.gifts += booking === first ? 1 : 0;
      sum.quantity += booking.quantity;
      sum.units += booking.units;
      sums.set(name, sum);
    }
  }
  return withoutNothing(
    [...sums].map(([name, sum]) => [name, `${sum.gifts} ${sum.quantity} ${sum.units}`]),
  );
}

function storedSums(ledger: TempLedger, from: string, ...key: string[]): Record<string, string> {
  const rows = ledger.all<{ sum_key: string; sum: string }>(
    `SELECT ${key.join(" || ' ' || ")} AS sum_key, sum(gifts) || ' ' || sum(quantity) || ' ' || sum(units) AS sum
     FROM ${from} GROUP BY sum_key`,
  );
  return withoutNothing(rows.map((row) => [row.sum_key, row.sum]));
}

function withoutNothing(sums: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(sums.filter(([, sum]) => sum !== '0 0 0'));
}

function expectAgreement(ledger: TempLedger, model: LedgerModel): void {
  expectGifts(ledger, model);
  expectSums(ledger, model);
  expectBalances(ledger, model);
  expect(ledger.verify()).toMatchObject({ ok: true, findings: [] });
}

function expectGifts(ledger: TempLedger, model: LedgerModel): void {
  expect(
    ledger.all(
      'SELECT gift_no, quantity, units, status, effective_at, session_no FROM gift ORDER BY gift_no',
    ),
  ).toEqual(
    [...model.gifts.values()]
      .sort((a, b) => a.giftNo - b.giftNo)
      .map((one) => ({
        gift_no: one.giftNo,
        quantity: countOf(one),
        units: unitsOf(one),
        status: one.status,
        effective_at: one.effectiveAtMs,
        session_no: one.sessionNo,
      })),
  );
  expect(
    ledger.all(
      `SELECT gift_no FROM journal j JOIN gift g USING (gift_no) WHERE g.status <> 'reversed'
       GROUP BY gift_no HAVING sum(j.delta) <> g.quantity OR sum(j.units_delta) <> g.units`,
    ),
  ).toEqual([]);
}

const quarter = (ms: number) => ms - (ms % QUARTER_MS);

function expectSums(ledger: TempLedger, model: LedgerModel): void {
  expect(storedSums(ledger, 'bucket', 'quarter_at', 'platform', 'kind', 'unit')).toEqual(
    sumsOf(model, ({ first }, atMs) => [quarter(atMs), first.platform, first.kind, first.unit]),
  );
  expect(storedSums(ledger, 'bucket_gift', 'quarter_at', 'gift_id', 'unit')).toEqual(
    sumsOf(model, ({ first }, atMs) => [quarter(atMs), first.gift.id ?? '', first.unit]),
  );
  expect(storedSums(ledger, 'session_bucket', 'session_no', 'kind', 'unit')).toEqual(
    sumsOf(model, ({ first, sessionNo }) => [sessionNo, first.kind, first.unit]),
  );
  const supporter = ({ first, erased }: ModelGift) =>
    first.sender.id === null || erased ? null : `${first.platform}:${first.sender.id}`;
  const person = "platform || ':' || platform_id";
  const known = 'JOIN person p USING (person_no) WHERE p.salt IS NOT NULL';
  expect(storedSums(ledger, `supporter ${known}`, person, 'unit')).toEqual(
    sumsOf(model, (one) => [supporter(one), one.first.unit]),
  );
  expect(storedSums(ledger, `session_supporter ${known}`, 'session_no', person, 'unit')).toEqual(
    sumsOf(model, (one) => [one.sessionNo, supporter(one), one.first.unit]),
  );
}

/** Where a gift's worth lies, by the book. */
const ASSETS: Readonly<Record<string, string>> = {
  'tiktok coin': 'assets:tiktok:coins COIN',
  'tiktok star': 'assets:tiktok:star TIKTOK-STAR',
  'tiktok other': 'assets:tiktok:other TIKTOK-OTHER',
  'twitch sub1': 'assets:twitch:subs SUB1',
  'myshop USD': 'assets:myshop:balance USD',
  'myshop JPY': 'assets:myshop:balance JPY',
};

function expectBalances(ledger: TempLedger, model: LedgerModel): void {
  const assets = new Map<string, number>();
  const add = (name: string, amount: number) => assets.set(name, (assets.get(name) ?? 0) + amount);
  for (const one of model.gifts.values()) {
    add(ASSETS[`${one.first.platform} ${one.first.unit}`] ?? 'unknown', unitsOf(one));
  }
  for (const { entry, reversed } of model.movements) {
    if (reversed) continue;
    if (entry.kind === 'income') add('assets:bank USD', entry.units);
    else {
      add('assets:tiktok:coins COIN', -entry.units);
      add('assets:bank USD', entry.netMinor);
    }
  }
  const stored = ledger.all<{ name: string; amount: number }>(
    "SELECT account || ' ' || commodity AS name, amount FROM balance WHERE account LIKE 'assets:%' AND amount <> 0",
  );
  expect(Object.fromEntries(stored.map(({ name, amount }) => [name, amount]))).toEqual(
    Object.fromEntries([...assets].filter(([, amount]) => amount !== 0)),
  );
  expect(
    ledger.all('SELECT commodity FROM balance GROUP BY commodity HAVING sum(amount) <> 0'),
  ).toEqual([]);
}

describe('any history', () => {
  it(
    `comes to what the book says, in ${RUNS} random ones`,
    { timeout: NIGHTLY ? 900_000 : 60_000 },
    () => {
      fc.assert(
        fc.property(world, fc.array(step, { minLength: 1, maxLength: 14 }), (frames, steps) => {
          using ledger = tempLedger();
          const people: People = new Map();
          const model = new LedgerModel(
            { wallMs: ledger.clock.now(), monotonicMs: ledger.clock.monotonic() },
            {
              kindOf: (seq) => ledger.one('SELECT kind FROM journal WHERE seq = ?', seq) as string,
              giftOf: (seq) =>
                ledger.one('SELECT gift_no FROM journal WHERE seq = ?', seq) as number,
              personOf: (personNo) => people.get(personNo),
            },
          );
          if (frames.length > 0) play(ledger, model, frames, steps, people);
          expectAgreement(ledger, model);
        }),
        { numRuns: RUNS, ...CHANCE },
      );
    },
  );

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
      { numRuns: 60, ...CHANCE },
    );
  });
});
