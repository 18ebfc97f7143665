import { describe, expect, it } from 'vitest';
import { MARKER, arrived, connected, cutAndReconnected } from '../tools/arrival.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { bookedUnits } from '../tools/csv.ts';
import type { GiftRow } from '../tools/csv.ts';
import { fakeTikfinity, fixtureFrames } from '../tools/fake-tikfinity.ts';
import type { FakeTikfinity } from '../tools/fake-tikfinity.ts';
import { FIXTURES_ABSENT } from '../tools/fixtures.ts';
import { seeded, shuffled } from '../tools/seeded.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';

type Frame = ReturnType<typeof fixtureFrames>[number];

/** What the recorded streams were worth, each capture on its own. */
const COINS = 287n;
const FRAMES = 73;

const companions = useCompanions();

/** Plays frames to a new companion; the rows it made of them, by an export. */
async function played(frames: readonly Frame[]): Promise<readonly GiftRow[]> {
  return withTikfinity(async (companion, tikfinity) => {
    for (const frame of frames) tikfinity.send(frame);
    return arrived(companion, tikfinity);
  });
}

async function withTikfinity<T>(
  play: (companion: RunningCompanion, tikfinity: FakeTikfinity) => Promise<T>,
): Promise<T> {
  const tikfinity = await fakeTikfinity();
  try {
    const companion = await companions.serve({
      sources: [`tikfinity://127.0.0.1:${tikfinity.port}`],
    });
    await connected(tikfinity);
    const result = await play(companion, tikfinity);
    const { exitCode, stdout } = await companion.verify();
    expect(exitCode, stdout).toBe(0);
    await companion.stop();
    return result;
  } finally {
    await tikfinity.close();
  }
}

/** A streak's name; frames without a group stand alone. */
function streakOf({ data }: Frame): string {
  const { groupId, userId, giftId, msgId } = data;
  return groupId === '0' ? msgId : [userId, giftId, groupId].join();
}

/** Loses two of three frames at random, but never the one with a streak's highest count. */
function thinned(frames: readonly Frame[], random: () => number): readonly Frame[] {
  const highest = new Map<string, Frame>();
  for (const frame of frames) {
    const best = highest.get(streakOf(frame));
    if (best === undefined || frame.data.repeatCount > best.data.repeatCount) {
      highest.set(streakOf(frame), frame);
    }
  }
  const kept = new Set(highest.values());
  return frames.filter((frame) => kept.has(frame) || random() < 1 / 3);
}

describe.skipIf(FIXTURES_ABSENT !== null)(
  `the recorded TikTok streams through TikFinity ${FIXTURES_ABSENT ?? ''}`,
  () => {
    const frames = fixtureFrames();

    it('are worth 287 coins as they were recorded', async () => {
      expect(frames).toHaveLength(FRAMES);
      const rows = await played(frames);
      expect(bookedUnits(rows, 'coin')).toBe(COINS);
      expect(rows).toHaveLength(new Set(frames.map(streakOf)).size);
      for (const row of rows) {
        expect(row.platform).toBe('tiktok');
        expect(row.booked).toBe('yes');
        expect(row.sources).toMatch(/^tikfinity:\/\/127\.0\.0\.1:\d+$/);
      }
    });

    it('are worth the same when every frame comes twice, and the journal does not grow', async () => {
      await withTikfinity(async (companion, tikfinity) => {
        for (const frame of frames) tikfinity.send(frame);
        const once = await arrived(companion, tikfinity);
        const rowsOnce = await companion.journal();
        for (const frame of frames) tikfinity.send(frame);
        const twice = await arrived(companion, tikfinity);
        expect(bookedUnits(twice, 'coin')).toBe(COINS);
        const worth = (rows: readonly GiftRow[]) =>
          rows.map((row) => [row.gift_key, row.quantity, row.units]);
        expect(worth(twice)).toEqual(worth(once));
        const fromFrames = (await companion.journal())
          .slice(rowsOnce.length)
          .filter((row) => row.source !== 'coinfall' && !row.gift_key.includes(MARKER));
        expect(fromFrames).toEqual([]);
      });
    });

    it.each([1, 2, 3])(
      'are worth the same in any order, twice, with frames lost (seed %i)',
      async (seed) => {
        const random = seeded(seed);
        const lossy = thinned(frames, random);
        expect(lossy.length).toBeLessThan(frames.length);
        const rows = await played(shuffled([...lossy, ...lossy], random));
        expect(bookedUnits(rows, 'coin')).toBe(COINS);
      },
    );

    it('are worth the same when the connection breaks in between and everything is sent again', async () => {
      await withTikfinity(async (companion, tikfinity) => {
        for (const frame of frames.slice(0, 40)) tikfinity.send(frame);
        await arrived(companion, tikfinity);
        await cutAndReconnected(tikfinity);
        for (const frame of frames) tikfinity.send(frame);
        expect(bookedUnits(await arrived(companion, tikfinity), 'coin')).toBe(COINS);
      });
    });
  },
);

describe('one gift through two TikFinity sockets', () => {
  it('is one row that names both, whoever was first', async () => {
    const [one, two] = await Promise.all([fakeTikfinity(), fakeTikfinity()]);
    const sources = [one, two].map(({ port }) => `tikfinity://127.0.0.1:${port}`);
    const companion = await companions.serve({ sources });
    await Promise.all([connected(one), connected(two)]);
    const combo = { giftType: 1, groupId: '1700000000000', repeatEnd: false };
    for (let count = 1; count <= 5; count += 1) {
      const frame = tikfinityGift(`m${count}`, { ...combo, repeatCount: count });
      const [first, second] = count % 2 === 0 ? [one, two] : [two, one];
      first.send(frame);
      second.send(frame);
    }
    await arrived(companion, one);
    const rows = await arrived(companion, two);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ quantity: '5', units: '5', status: 'open' });
    expect(rows[0]?.sources.split(' ').sort()).toEqual([...sources].sort());
    await companion.stop();
    await Promise.all([one.close(), two.close()]);
  });
});
