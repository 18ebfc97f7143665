import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { bookedUnits } from '../tools/csv.ts';
import { fakeTikfinity, tikfinityFrame } from '../tools/fake-tikfinity.ts';
import {
  chatMessage,
  fakeTiktok,
  giftMessage,
  pushFrame,
  recordedMessage,
} from '../tools/fake-tiktok.ts';
import type { FakeTiktok } from '../tools/fake-tiktok.ts';
import { FIXTURES_ABSENT, recordedGifts } from '../tools/fixtures.ts';
import type { RecordedGift } from '../tools/fixtures.ts';
import { inLedger } from '../tools/arrival.ts';
import { gapsOf } from '../tools/coverage.ts';
import { pause, until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { between, seeded } from '../tools/seeded.ts';

/** What the recorded rooms were worth; without any end frame, less is known of six coins. */
const COINS = 287n;
const COINS_WITHOUT_ENDS = 281n;
const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
const DROPS = NIGHTLY ? 1_000 : 50;
const MIB = 1_048_576;

const companions = useCompanions();
const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

/** Sender of markers, whose ids are numbers as TikTok's are. */
const MARKER_ID = '424242';
let markers = 9_000_000;

async function tiktok(): Promise<FakeTiktok> {
  const fake = await fakeTiktok();
  ended.push(() => fake.close());
  return fake;
}

/** Sends a marker into a room and waits until it is in the ledger: so is all that was sent there before. */
async function heard(companion: RunningCompanion, fake: FakeTiktok, room: string) {
  markers += 1;
  fake.send([giftMessage(String(markers), { userId: MARKER_ID })], room);
  const rows = await inLedger(companion, `tiktok|msg|${markers}`);
  return rows.filter((row) => row.sender_id !== MARKER_ID);
}

async function inRooms(fake: FakeTiktok, times: number): Promise<void> {
  await until(`${times} entries`, () => fake.entered.length >= times, { withinMs: 30_000 });
}

/** Says something in every room, as a stream does all the time, and waits until it was taken. */
async function spoken(fake: FakeTiktok): Promise<void> {
  const before = fake.acks.length;
  fake.send([chatMessage()]);
  await until('all to acknowledge', () => fake.acks.length >= before + fake.clients.size);
}

async function intact(companion: RunningCompanion): Promise<void> {
  const { exitCode, stdout } = await companion.verify();
  expect(exitCode, stdout).toBe(0);
  expect((await companion.stop()).exitCode).toBe(0);
}

const gifts = recordedGifts();
/** One source for each recorded room. */
const rooms = [...new Set(gifts.map(({ decoded }) => decoded.roomId))];
const sourcesOf = (fake: FakeTiktok) =>
  rooms.map((room) => fake.source(`host_${Number(room.slice(-3))}`, room));

async function playing(fake: FakeTiktok, more: readonly string[] = []): Promise<RunningCompanion> {
  const companion = await companions.serve({ sources: [...sourcesOf(fake), ...more] });
  await inRooms(fake, rooms.length);
  return companion;
}

function send(fake: FakeTiktok, played: readonly RecordedGift[]): void {
  for (const gift of played) fake.send([recordedMessage(gift)], gift.decoded.roomId);
}

async function heardInAll(companion: RunningCompanion, fake: FakeTiktok) {
  let rows = await heard(companion, fake, rooms[0] ?? '');
  for (const room of rooms.slice(1)) rows = await heard(companion, fake, room);
  return rows;
}

describe.skipIf(FIXTURES_ABSENT !== null)(
  `the recorded TikTok rooms, each through its own connection ${FIXTURES_ABSENT ?? ''}`,
  () => {
    it('are worth 287 coins', async () => {
      const fake = await tiktok();
      const companion = await playing(fake);
      send(fake, gifts);
      const rows = await heardInAll(companion, fake);
      expect(bookedUnits(rows, 'coin')).toBe(COINS);
      for (const row of rows) {
        expect(row).toMatchObject({ platform: 'tiktok', booked: 'yes' });
        expect(row.sources).toMatch(/^tiktok:\/\/@host_\d\?push=ws:\/\/127\.0\.0\.1:\d+&room=\d+$/);
      }
      await intact(companion);
    });

    it('are worth 281 coins when no end frame arrives', async () => {
      const fake = await tiktok();
      const companion = await playing(fake);
      send(
        fake,
        gifts.filter(({ decoded }) => decoded.repeatEnd !== 1),
      );
      const rows = await heardInAll(companion, fake);
      expect(bookedUnits(rows, 'coin')).toBe(COINS_WITHOUT_ENDS);
      await intact(companion);
    });

    it('are worth 287 coins when the streams are cut and sent again at ten random points', async () => {
      const fake = await tiktok();
      const companion = await playing(fake);
      const random = seeded(20);
      for (let cut = 1; cut <= 10; cut += 1) {
        const at = between(random, 1, gifts.length - 1);
        send(fake, gifts.slice(between(random, 0, at), at));
        fake.dropAll();
        await inRooms(fake, rooms.length * (cut + 1));
        await spoken(fake);
      }
      send(fake, gifts);
      const rows = await heardInAll(companion, fake);
      expect(bookedUnits(rows, 'coin')).toBe(COINS);
      expect(fake.clients.size).toBe(rooms.length);
      await intact(companion);
    });

    it('are worth 287 coins with TikFinity beside them, and each gift names both', async () => {
      const fake = await tiktok();
      const tikfinity = await fakeTikfinity();
      ended.push(() => tikfinity.close());
      const relay = `tikfinity://127.0.0.1:${tikfinity.port}`;
      const companion = await playing(fake, [relay]);
      await until('TikFinity to be connected', () => tikfinity.clients.size > 0);
      gifts.forEach((gift, at) => {
        const ways = [() => send(fake, [gift]), () => tikfinity.send(tikfinityFrame(gift))];
        for (const way of at % 2 === 0 ? ways : ways.reverse()) way();
      });
      await until('every gift to name both', async () => {
        const rows = await companion.gifts();
        return rows.length > 0 && rows.every((row) => row.sources.split(' ').length === 2);
      });
      const rows = await heardInAll(companion, fake);
      expect(bookedUnits(rows, 'coin')).toBe(COINS);
      for (const row of rows) {
        expect(row.sources).toContain(relay);
        expect(row.sources).toContain('tiktok://@host_');
      }
      await intact(companion);
    });
  },
);

describe('a TikTok live on a bad day', () => {
  it('that is open and says nothing is noticed, and its gap counts from the last word', async () => {
    const fake = await tiktok();
    const companion = await companions.serve({ sources: [fake.source('ann', '7', '&silence=2')] });
    await inRooms(fake, 1);
    await heard(companion, fake, '7');
    const lastWordMs = Date.now();
    await inRooms(fake, 2);
    expect(Date.now() - lastWordMs).toBeLessThan(2_000 + 5_000);
    await heard(companion, fake, '7');
    expect(fake.clients.size).toBe(1);
    const gap = (await gapsOf(companion)).find(({ reason }) => reason.includes('said nothing'));
    expect(gap?.reason).toMatch(/^TikTok said nothing for 2 s\./);
    expect((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)).toBeGreaterThanOrEqual(1_990);
    await intact(companion);
  });

  it(
    `is found again after each of ${DROPS} drops, 95 of 100 times within 5 s, alone, each gap recorded`,
    { timeout: NIGHTLY ? 3_600_000 : 300_000 },
    async () => {
      const fake = await tiktok();
      const companion = await companions.serve({ sources: [fake.source('ann', '7')] });
      await inRooms(fake, 1);
      await heard(companion, fake, '7');
      const delays: number[] = [];
      for (let drop = 1; drop <= DROPS; drop += 1) {
        await spoken(fake);
        // Two drops within one millisecond would be one gap.
        await pause(5);
        fake.send([giftMessage(String(drop))], '7');
        fake.dropAll();
        const backMs = performance.now();
        await inRooms(fake, drop + 1);
        delays.push(performance.now() - backMs);
        expect(fake.clients.size).toBe(1);
      }
      delays.sort((one, other) => one - other);
      expect(delays[Math.ceil(DROPS * 0.95) - 1]).toBeLessThan(5_000);
      await heard(companion, fake, '7');
      const gaps = await gapsOf(companion);
      expect(gaps.length).toBe(DROPS);
      await intact(companion);
    },
  );

  it('that sends bombs and nonsense costs no other source a gift, and little memory', async () => {
    const fake = await tiktok();
    const companion = await companions.serve({
      sources: [fake.source('bad', '7'), fake.source('good', '8')],
    });
    await inRooms(fake, 2);
    await heard(companion, fake, '7');
    await heard(companion, fake, '8');
    const before = rssOf(companion.ready.pid);
    const bomb = pushFrame('msg', gzipSync(Buffer.alloc(400 * MIB), { level: 9 }));
    for (let round = 0; round < 20; round += 1) {
      fake.sendBytes(bomb, '7');
      fake.sendBytes(Buffer.from('nonsense'), '7');
      fake.sendBytes(new Uint8Array(), '7');
    }
    fake.sendBytes(new Uint8Array(5_000_000), '7');
    await inRooms(fake, 3);
    const rows = await heard(companion, fake, '8');
    expect(rows).toEqual([]);
    await heard(companion, fake, '7');
    await until('memory to be bounded', () => rssOf(companion.ready.pid) - before < 200 * MIB);
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    try {
      const problems = await client.problems.list({ limit: 100 });
      const codes = problems.map(({ code }) => code);
      expect(codes).toEqual(expect.arrayContaining(['too_large', 'malformed']));
    } finally {
      close();
    }
    await intact(companion);
  });
});

it('a start without a TikTok source does not load its connector: one part has it, on demand', () => {
  const folder = path.resolve(import.meta.dirname, '../../out/main');
  const built = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({
      name: path.basename(name),
      text: readFileSync(path.join(folder, name), 'utf8'),
    }));
  const holders = built.filter(({ text }) => /from "(?:tiktok-live-[\w-]+)/.test(text));
  expect(holders.map(({ name }) => name.replace(/-.*/, ''))).toEqual(['tiktok.connect']);
  const holder = holders[0]?.name ?? '';
  const users = built.filter(({ text }) => text.includes(holder));
  expect(users.length).toBeGreaterThan(0);
  for (const { text } of users) {
    expect(text).toContain(`import("./${holder}")`);
    expect(text).not.toMatch(new RegExp(`from "[^"]*${holder.replaceAll('.', '\\.')}"`));
  }
});

/** Resident memory of a process, in bytes. */
function rssOf(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib ?? Number.NaN) * 1_024;
}
