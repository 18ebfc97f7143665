/**
 * A companion that is killed in the midst of a flood, over and over, on one ledger. Each round is read straight from
 * the file; every tenth goes through the command line too, and looks at all that was ever sent.
 */
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { postGifts, useCompanions } from '../tools/companion.ts';
import type { WebhookAnswer } from '../../shared/contract/webhook-answer.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { between, seeded } from '../tools/seeded.ts';

const companions = useCompanions();
const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
const ROUNDS = NIGHTLY ? 1_000 : 50;
/** A round costs about a second of computing, and more where others compute too. */
const TEST_WITHIN_MS = NIGHTLY ? 90 * 60_000 : 600_000;
const VERIFY_EVERY = 10;
const SENDERS = 6;
const POSTS_PER_ROUND = 30;
const MOST_PER_POST = 8;
/** The kill comes with one of the first so many answers, while the others are under way. */
const LATEST_KILL = 22;

/** What a gift must be worth in the end, and what the companion has said that it holds. */
interface Sent {
  readonly key: string;
  count: number;
  acknowledged: number;
}

type Item = ReturnType<typeof item>;

function item(id: string, streak: string | null, count: number) {
  return {
    id,
    platform: 'myshop',
    kind: 'gift',
    sender: { id: `u${id.length}`, name: 'Ann' },
    gift: { id: 'g1', name: 'Star' },
    count,
    unit: 'star',
    unitsEach: 3,
    ...(streak === null ? {} : { streak, sender: { id: 'streaker', name: 'Bea' }, final: false }),
  };
}

function keyOf({ id, streak }: Item & { readonly streak?: string }): string {
  return streak === undefined ? `myshop|msg|${id}` : `myshop|streak|streaker|g1|${streak}`;
}

/** One round's posts: gifts of their own, and frames of a few streaks that grow across posts. */
function postsOf(round: number, random: () => number): readonly (readonly Item[])[] {
  const counts = new Map<string, number>();
  return Array.from({ length: POSTS_PER_ROUND }, (_, post) =>
    Array.from({ length: between(random, 1, MOST_PER_POST) }, (_unused, at) => {
      const id = `r${round}-p${post}-${at}`;
      if (random() < 0.6) return item(id, null, between(random, 1, 9));
      // Streaks live on from round to round: a restart must take them up where they were.
      const streak = `s${between(random, Math.max(0, round - 1), round)}`;
      const count = (counts.get(streak) ?? round * 1_000) + between(random, 0, 3);
      counts.set(streak, Math.max(1, count));
      return item(id, streak, Math.max(1, count));
    }),
  );
}

/** Sends posts over several connections at once; what is not answered with 200 does not count as acknowledged. */
async function send(
  companion: RunningCompanion,
  posts: readonly (readonly Item[])[],
  sent: Map<string, Sent>,
  onAnswer: (answered: number) => void = () => undefined,
): Promise<readonly WebhookAnswer[]> {
  const waiting = [...posts];
  const answers: WebhookAnswer[] = [];
  const sender = async (): Promise<void> => {
    for (let post = waiting.shift(); post !== undefined; post = waiting.shift()) {
      note(sent, post, 'count');
      const answer = await postGifts(companion.ready, JSON.stringify(post)).catch(() => null);
      if (answer?.status !== 200) return;
      answers.push(answer.body as WebhookAnswer);
      note(sent, post, 'acknowledged');
      onAnswer(answers.length);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return answers;
}

function note(
  sent: Map<string, Sent>,
  post: readonly Item[],
  what: 'count' | 'acknowledged',
): void {
  for (const gift of post) {
    const key = keyOf(gift);
    const known = sent.get(key) ?? { key, count: 0, acknowledged: 0 };
    known[what] = Math.max(known[what], gift.count);
    sent.set(key, known);
  }
}

interface KeptRow {
  readonly key: string;
  readonly quantity: number;
  readonly units: number;
}

function quantitiesOf(rows: readonly KeptRow[]): ReadonlyMap<string, number> {
  const found = new Map(rows.map(({ key, quantity }) => [key, quantity]));
  expect(found.size, 'no gift stands in two rows').toBe(rows.length);
  expect(rows.filter(({ quantity, units }) => units !== quantity * 3)).toEqual([]);
  return found;
}

/** All that was booked, as an export says it. */
async function exported(companion: RunningCompanion): Promise<ReadonlyMap<string, number>> {
  const rows = await companion.gifts();
  return quantitiesOf(
    rows.map(({ gift_key, quantity, units }) => ({
      key: gift_key,
      quantity: Number(quantity),
      units: Number(units),
    })),
  );
}

/** The same without starting a process, of the gifts booked last. */
function readLast(dataDir: string, gifts: number): ReadonlyMap<string, number> {
  const db = new Database(path.join(dataDir, 'ledger.sqlite'), { readonly: true });
  try {
    return quantitiesOf(
      db
        .prepare(
          `SELECT gift_key AS key, sum(delta) AS quantity, sum(units_delta) AS units
           FROM (SELECT gift_no, gift_key FROM gift_identity ORDER BY gift_no DESC LIMIT ?)
           JOIN journal USING (gift_no) GROUP BY gift_no`,
        )
        .all(gifts) as KeptRow[],
    );
  } finally {
    db.close();
  }
}

/** What was acknowledged and is not there. */
function lostOf(
  sent: ReadonlyMap<string, Sent>,
  kept: ReadonlyMap<string, number>,
): readonly Sent[] {
  return [...sent.values()].filter(({ key, acknowledged }) => (kept.get(key) ?? 0) < acknowledged);
}

const countsOf = (sent: ReadonlyMap<string, Sent>) =>
  Object.fromEntries([...sent].map(([key, { count }]) => [key, count]));

describe('a companion that is killed in the midst of a flood', () => {
  it.each([20_261_123])(
    `has lost nothing that it acknowledged and doubles nothing that is sent again, ${ROUNDS} times over (seed %i)`,
    { timeout: TEST_WITHIN_MS },
    async (seed) => {
      const random = seeded(seed);
      const sentEver = new Map<string, Sent>();
      let killedEarly = 0;
      let companion = await companions.serve();
      const { dataDir } = companion;

      for (let round = 0; round < ROUNDS; round += 1) {
        const posts = postsOf(round, random);
        const sent = new Map<string, Sent>();
        const killAt = between(random, 1, LATEST_KILL);
        const victim = companion;
        const killed: Promise<unknown>[] = [];
        const answered = await send(victim, posts, sent, (answers) => {
          if (answers === killAt) killed.push(victim.kill9());
        });
        expect(killed).toHaveLength(1);
        await Promise.all(killed);
        if (answered.length < posts.length) killedEarly += 1;

        companion = await companions.serve({ dataDir });
        // A streak that an earlier round began stands further back than this round's own gifts.
        const lately = 2 * POSTS_PER_ROUND * MOST_PER_POST;
        expect(
          lostOf(sent, readLast(dataDir, lately)),
          `acknowledged and gone in round ${round}`,
        ).toEqual([]);

        const answers = await send(companion, posts, sent);
        expect(answers).toHaveLength(posts.length);
        for (const { conflicts, rejected } of answers) {
          expect({ conflicts, rejected }).toEqual({ conflicts: 0, rejected: [] });
        }
        const kept = readLast(dataDir, lately);
        expect(
          [...sent.values()].filter(({ key, count }) => kept.get(key) !== count),
          `not as sent in round ${round}`,
        ).toEqual([]);

        for (const [key, gift] of sent) {
          const before = sentEver.get(key);
          sentEver.set(key, before === undefined || before.count < gift.count ? gift : before);
        }
        if (round % VERIFY_EVERY === VERIFY_EVERY - 1) {
          expect(Object.fromEntries(await exported(companion))).toEqual(countsOf(sentEver));
          const { exitCode, stdout } = await companion.verify();
          expect(exitCode, stdout).toBe(0);
        }
      }
      // A kill after the flood would prove nothing.
      expect(killedEarly).toBe(ROUNDS);
      expect((await companion.stop()).exitCode).toBe(0);
      process.stdout.write(
        `kill: ${ROUNDS} rounds, ${sentEver.size} gifts sent, 0 acknowledged lost, 0 doubled\n`,
      );
    },
  );
});
