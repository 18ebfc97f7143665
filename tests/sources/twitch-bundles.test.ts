/**
 * Bundles of gifted subscriptions, as lines of chat through the reader into a real ledger: in every order, with
 * parts missing, repeated or late, several at once. The count is made from the lines that came, one by one.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIngest } from '../../electron/ingest/ingest.ts';
import { normaliseTwitch } from '../../electron/sources/twitch.normalise.ts';
import { T0, sourceState, tempLedger } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const CHANNEL = 'twitch://streamer';
const RUNS = process.env['COINFALL_NIGHTLY'] === '1' ? 3_000 : 150;
const MINUTE_MS = 60_000;

/** How the parts of a bundle name it: since 2024 by a community gift, before by an origin only. */
type Era = 'community' | 'origin';

/** One line of a bundle: its announcement (months null), or a child worth so many months. */
interface Part {
  readonly bundle: string;
  readonly era: Era;
  readonly id: string;
  readonly announced: number;
  readonly months: number | null;
}

function lineOf({ bundle, era, id, announced, months }: Part): string {
  const tags = [
    `id=${id}`,
    `msg-id=${months === null ? 'submysterygift' : 'subgift'}`,
    'msg-param-sub-plan=1000',
    `msg-param-origin-id=${bundle}`,
    ...(era === 'community' ? [`msg-param-community-gift-id=${bundle}`] : []),
    months === null ? `msg-param-mass-gift-count=${announced}` : `msg-param-gift-months=${months}`,
    'login=giver;display-name=Giver;user-id=901;room-id=900',
    `tmi-sent-ts=${T0}`,
  ];
  return `@${tags.join(';')} :tmi.twitch.tv USERNOTICE #streamer`;
}

function parts(bundle: string, era: Era, months: readonly number[]): readonly Part[] {
  const common = { bundle, era, announced: months.length };
  return [
    { ...common, id: `${bundle}-a`, months: null },
    ...months.map((month, at) => ({ ...common, id: `${bundle}-${at}`, months: month })),
  ];
}

/** What the lines that came are worth, and whether nothing of the bundle is missing. */
function byHand(came: readonly Part[]) {
  const seen = new Map(came.map((part) => [part.id, part]));
  let months = 0;
  let children = 0;
  let announced = 0;
  for (const part of seen.values()) {
    if (part.months === null) announced = part.announced;
    else {
      children += 1;
      months += part.months;
    }
  }
  while (children < announced) {
    children += 1;
    months += 1;
  }
  const all = [...seen.values()];
  const complete = announced > 0 && all.filter((part) => part.months !== null).length === announced;
  // A child that names an origin only may be a gift of its own: nothing more is waited for.
  const single = all.some((part) => part.era === 'origin' && part.months !== null);
  return { months, status: complete || single ? 'settled' : 'unconfirmed' };
}

function hearing(ledger: TempLedger) {
  const submit = (commands: Parameters<typeof ledger.store.commit>[0]) =>
    Promise.resolve(ledger.store.commit(commands).outcomes);
  const noAlert = () => {
    throw new Error('Twitch has no test alerts.');
  };
  const ingest = createIngest({ submit }, () => ledger.clock.now(), {
    test: noAlert,
    raid: noAlert,
  });
  const from = { source: CHANNEL, live: true };
  ledger.store.commit([sourceState('connected', ledger.clock.now(), { source: CHANNEL })]);
  return {
    hear: (part: Part) => {
      const line = lineOf(part);
      return ingest.accept(from, line, normaliseTwitch(line));
    },
    /** So long without a word; open gifts are looked through as often as the companion does. */
    pass: (ms: number): void => {
      ledger.clock.advance(ms);
      ledger.store.sweep();
    },
    drop: (): void => {
      const atMs = ledger.clock.now();
      for (const state of ['disconnected', 'connected'] as const) {
        ledger.store.commit([sourceState(state, atMs, { source: CHANNEL })]);
      }
    },
    booked: () =>
      new Map(
        ledger
          .all<{ key: string; units: number; unit: string; status: string }>(
            'SELECT gift_key AS key, units, unit, status FROM gift JOIN gift_identity USING (gift_no)',
          )
          .map(({ key, ...rest }) => [key.split('|').at(-1) ?? '', rest]),
      ),
  };
}

/** Plays the parts with what happens between them, and compares each bundle with the count by hand. */
async function expectBooked(steps: readonly (Part | Happening)[]): Promise<void> {
  using ledger = tempLedger();
  const { hear, pass, drop, booked } = hearing(ledger);
  const came: Part[] = [];
  for (const step of steps) {
    if ('happening' in step) {
      if (step.happening === 'drop') drop();
      else if (step.happening === 'restart') ledger.reopen();
      else pass(step.happening);
    } else {
      came.push(step);
      await hear(step);
    }
  }
  pass(MINUTE_MS);
  const expected = [...Map.groupBy(came, (part) => part.bundle)].map(([bundle, own]) => {
    const { months, status } = byHand(own);
    return [bundle, { units: months, unit: 'sub1', status }] as const;
  });
  expect(booked()).toEqual(new Map(expected));
  expect(ledger.all('SELECT code FROM problem')).toEqual([]);
  expect(ledger.verify().findings).toEqual([]);
}

interface Happening {
  readonly happening: 'drop' | 'restart' | number;
}
const QUIET: Happening = { happening: MINUTE_MS };

describe('a bundle of gifted subscriptions', () => {
  const [announcement, ...children] = parts('b', 'community', [1, 6, 1]);
  const [first, second, third] = children;
  if (!announcement || !first || !second || !third) throw new Error('a bundle of three');
  const other = parts('c', 'community', [1, 1]);

  it.each<[string, readonly (Part | Happening)[]]>([
    ['with its announcement first', [announcement, first, second, third]],
    ['with a child first', [first, announcement, second, third]],
    ['with its announcement last', [third, second, first, announcement]],
    ['among the parts of another', [announcement, ...other, first, second, third]],
    ['whose announcement was missed', [first, second, third]],
    ['whose children were missed', [announcement]],
    ['of which one child was missed', [announcement, first, third]],
    ['whose child comes after it was given up', [announcement, first, QUIET, second, third]],
    ['whose announcement comes after all', [first, second, third, QUIET, announcement]],
    [
      'that is heard twice because of a drop',
      [announcement, first, { happening: 'drop' }, announcement, first, second, third],
    ],
    [
      'across a restart',
      [announcement, first, { happening: 'restart' }, announcement, second, third],
    ],
    ['of before 2024, by its origin', parts('b', 'origin', [1, 1, 1])],
    ['of before 2024, with a child first', parts('b', 'origin', [1, 3, 1]).toReversed()],
    ['of one, which is a single gift with an origin', parts('b', 'origin', [12]).slice(1)],
  ])('%s is worth its months, once', async (_, steps) => {
    await expectBooked(steps);
  });

  it('is worth eight months when three were given for one, six and one', async () => {
    using ledger = tempLedger();
    const { hear, booked } = hearing(ledger);
    const worth = [];
    for (const part of [announcement, first, second, third]) {
      await hear(part);
      worth.push(booked().get('b')?.units);
    }
    expect(worth).toEqual([3, 3, 8, 8]);
  });

  it(`of any size, in any order, incomplete, repeated and late: ${RUNS} times the count by hand`, async () => {
    const bundle = fc.record({
      era: fc.constantFrom<Era>('community', 'origin'),
      months: fc.array(fc.constantFrom(1, 1, 1, 3, 6, 12), { minLength: 1, maxLength: 6 }),
    });
    const steps = fc
      .array(bundle, { minLength: 1, maxLength: 4 })
      .chain((bundles) => {
        const all = bundles.flatMap(({ era, months }, at) => parts(`b${at}`, era, months));
        const happening = fc.constantFrom<Happening['happening']>('drop', 'restart', 5_000, 61_000);
        return fc.tuple(
          fc.subarray([...all], { minLength: 1 }),
          fc.subarray([...all]),
          fc.array(fc.record({ happening }), { maxLength: 4 }),
        );
      })
      .chain(([once, again, between]) => {
        const steps: (Part | Happening)[] = [...once, ...again, ...between];
        return fc.shuffledSubarray(steps, { minLength: steps.length });
      });
    await fc.assert(fc.asyncProperty(steps, expectBooked), { numRuns: RUNS });
  });
});
