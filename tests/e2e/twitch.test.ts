import { describe, expect, it } from 'vitest';
import { MARKER, connected, inLedger } from '../tools/arrival.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { bookedUnits } from '../tools/csv.ts';
import type { GiftRow } from '../tools/csv.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import type { FakeTwitch } from '../tools/fake-twitch.ts';
import { FIXTURES_ABSENT, twitchLinesOfOneRoom } from '../tools/fixtures.ts';
import { until } from '../tools/poll.ts';
import { watchAlerts } from './watched-alerts.ts';

const CHANNEL = 'coinfall_test';
/** Bits that the recorded lines are worth as one stream; one more is a mirror of another channel's. */
const BITS = 3_142n;

const companions = useCompanions();
let markers = 0;

async function withTwitch<T>(
  play: (companion: RunningCompanion, twitch: FakeTwitch) => Promise<T>,
): Promise<T> {
  const twitch = await fakeTwitch();
  try {
    const companion = await companions.serve({ sources: [twitch.url(CHANNEL)] });
    await connected(twitch);
    await joins(twitch, 1);
    const result = await play(companion, twitch);
    const { exitCode, stdout } = await companion.verify();
    expect(exitCode, stdout).toBe(0);
    await companion.stop();
    return result;
  } finally {
    await twitch.close();
  }
}

async function joins(twitch: FakeTwitch, times: number): Promise<void> {
  await until(
    `join number ${times}`,
    () => twitch.received.filter((line) => line.startsWith('JOIN')).length >= times,
    { withinMs: 20_000 },
  );
}

/** Says a cheer that can be told from all others, and waits until it is in the ledger. */
function heard(companion: RunningCompanion, twitch: FakeTwitch): Promise<readonly GiftRow[]> {
  markers += 1;
  const id = `marker-${markers}`;
  twitch.say(
    `@bits=1;id=${id};room-id=900000014;tmi-sent-ts=${Date.now()};user-id=${MARKER} :m!m@m.tmi.twitch.tv PRIVMSG #${CHANNEL} :cheer1`,
  );
  return inLedger(companion, `twitch|msg|${id}`);
}

/** What a gift is worth, whatever became of its status. */
function worth(rows: readonly GiftRow[]): readonly string[] {
  return rows
    .map((row) => [row.gift_key, row.quantity, row.unit, row.units, row.booked].join(' '))
    .sort();
}

describe.skipIf(FIXTURES_ABSENT !== null)(
  `the recorded lines of Twitch chat as one stream ${FIXTURES_ABSENT ?? ''}`,
  () => {
    const lines = twitchLinesOfOneRoom();

    it('are 3,142 bits of income and one mirrored bit that is none', async () => {
      expect(lines).toHaveLength(56);
      const rows = await withTwitch(async (companion, twitch) => {
        for (const line of lines) twitch.say(line, CHANNEL);
        return heard(companion, twitch);
      });
      expect(bookedUnits(rows, 'bit')).toBe(BITS);
      const mirrored = rows.filter((row) => row.kind === 'bits' && row.booked === 'no');
      expect(mirrored.map((row) => row.units)).toEqual(['1']);
      for (const row of rows) expect(['bit', 'sub1', 'sub2', 'sub3', 'prime']).toContain(row.unit);
      expect(new Set(rows.map((row) => row.gift_key)).size).toBe(rows.length);
    });

    it('are the same when all come again, and a RECONNECT in the middle changes nothing', async () => {
      const [plain, broken] = await withTwitch(async (companion, twitch) => {
        for (const line of lines) twitch.say(line, CHANNEL);
        const once = await heard(companion, twitch);
        for (const line of lines) twitch.say(line, CHANNEL);
        const twice = await heard(companion, twitch);
        expect(worth(twice)).toEqual(worth(once));

        const other = await withTwitch(async (second, server) => {
          for (const line of lines.slice(0, 28)) server.say(line, CHANNEL);
          await heard(second, server);
          server.reconnect();
          await joins(server, 2);
          for (const line of lines.slice(20)) server.say(line, CHANNEL);
          const rows = await heard(second, server);
          expect(server.connections()).toBe(2);
          expect(server.clients.size).toBe(1);
          return rows;
        });
        return [twice, other];
      });
      expect(worth(broken)).toEqual(worth(plain));
      expect(bookedUnits(broken, 'bit')).toBe(BITS);
    });
  },
);

it('a raid is on air with its viewers, and the ledger holds nothing of it', async () => {
  const rows = await withTwitch(async (companion, twitch) => {
    const overlay = await watchAlerts(companion.ready.overlayUrl);
    const tags = 'id=raid-1;room-id=900000014;msg-param-displayName=Ann;msg-param-viewerCount=430';
    twitch.say(`@msg-id=raid;${tags} :tmi.twitch.tv USERNOTICE #${CHANNEL}`);
    await until('the raid on air', () => overlay.current()?.kind === 'raid');
    expect(overlay.current()).toMatchObject({ senderName: 'Ann', quantity: 430, units: null });
    overlay.close();
    return heard(companion, twitch);
  });
  expect(rows).toEqual([]);
});
