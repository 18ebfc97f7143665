import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrived, connected, cutAndReconnected } from '../tools/arrival.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import type { FakeTikfinity } from '../tools/fake-tikfinity.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';

const companions = useCompanions();
let bad: FakeTikfinity;
let good: FakeTikfinity;
let companion: RunningCompanion;
let sentToGood = 0;

beforeAll(async () => {
  [bad, good] = await Promise.all([fakeTikfinity(), fakeTikfinity()]);
  companion = await companions.serve({
    sources: [bad, good].map(({ port }) => `tikfinity://127.0.0.1:${port}`),
  });
  await Promise.all([connected(bad), connected(good)]);
});
afterAll(() => Promise.all([bad.close(), good.close()]));

/** How often each code was refused so far, as the dashboard lists it. */
async function refusals(): Promise<ReadonlyMap<string, number>> {
  const { client, close } = await connectRpc(companion.ready.dashboardUrl);
  const problems = await client.problems.list({ limit: 500 });
  close();
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** The other source goes on as if nothing had happened, and the companion is in good health. */
async function allElseIsWell(): Promise<void> {
  sentToGood += 1;
  good.send(tikfinityGift(`good-${sentToGood}`, { userId: 'good' }));
  const rows = await arrived(companion, good);
  expect(rows.filter((row) => row.sender_id === 'good')).toHaveLength(sentToGood);
  expect((await fetch(`http://127.0.0.1:${companion.ready.port}/healthz`)).status).toBe(200);
}

const LONG_NAME = 'W'.repeat(10_000);
const NAMES: Readonly<Record<string, string>> = {
  'of 10,000 characters': LONG_NAME,
  'that turns text around': '\u202Egnp.exe\u2066\u061C',
  'of stacked marks': `z${'\u0335\u0301\u0489'.repeat(500)}`,
  'of half a character': 'a\uD83D',
  'with a null byte': 'a\u0000b',
  'of nothing visible': '\u200B\u2060\uFEFF',
  'of markup': '<img src=x onerror=alert(1)><script>alert(1)</script>',
  'of a formula': '=HYPERLINK("http://x")',
};

describe('a TikFinity socket', () => {
  it.each([
    ['text that is no JSON', ['{"event":"gift","data":{', '}', '\u0000', 'null', '[', '']],
    ['JSON that is no event', ['0', '""', '[]', '{}', '[[[[[[]]]]]]', '{"event":"gift"}']],
    [
      'events that are no gifts',
      ['chat', 'like', 'member', 'roomUser', 'share'].map((event) =>
        JSON.stringify({ event, data: { msgId: '1', comment: '{"event":"gift"}' } }),
      ),
    ],
    ['a very deep one', [`${'['.repeat(20_000)}${']'.repeat(20_000)}`]],
  ])('that sends %s books nothing and goes on', async (_, texts) => {
    const before = await arrived(companion, bad);
    for (const text of texts) bad.sendRaw(text);
    expect(await arrived(companion, bad)).toEqual(before);
    await allElseIsWell();
  });

  it('that counts wrongly is refused frame by frame, and the good gifts in between are booked', async () => {
    const counts = [0, -1, 2 ** 53, '12abc', 1.5, 'NaN', null, {}, [], true, '9'.repeat(40)];
    const before = await refusals();
    for (const [at, repeatCount] of counts.entries()) {
      bad.send(tikfinityGift(`count-${at}`, { repeatCount, userId: 'miscounted' }));
      bad.send(tikfinityGift(`between-${at}`, { userId: 'between' }));
    }
    const rows = await arrived(companion, bad);
    expect(rows.filter((row) => row.sender_id === 'between')).toHaveLength(counts.length);
    expect(rows.filter((row) => row.sender_id === 'miscounted')).toEqual([]);
    const after = await refusals();
    expect((after.get('count_invalid') ?? 0) - (before.get('count_invalid') ?? 0)).toBe(
      counts.length,
    );
    await allElseIsWell();
  });

  it('that leaves out ids is refused with the reason for each', async () => {
    const before = await refusals();
    const combo = { giftType: 1, repeatEnd: false, groupId: '1700000000000' };
    bad.send(tikfinityGift(undefined));
    bad.send(tikfinityGift(''));
    bad.send(tikfinityGift({}));
    bad.send(tikfinityGift('ids-1', { giftId: undefined }));
    bad.send(tikfinityGift('ids-2', { ...combo, userId: undefined }));
    bad.send(tikfinityGift('ids-3', { ...combo, groupId: undefined }));
    bad.send(tikfinityGift('i'.repeat(5_000)));
    await arrived(companion, bad);
    const after = await refusals();
    const newOf = (code: string): number => (after.get(code) ?? 0) - (before.get(code) ?? 0);
    expect(newOf('message_id_missing')).toBe(3);
    expect(newOf('gift_id_missing')).toBe(1);
    expect(newOf('sender_id_missing')).toBe(1);
    expect(newOf('group_id_missing')).toBe(1);
    expect(newOf('frame_invalid')).toBe(1);
    await allElseIsWell();
  });

  it.each(Object.entries(NAMES))('may name a giver %s: the gift is booked', async (_, name) => {
    const id = `name-${Object.values(NAMES).indexOf(name)}`;
    bad.send(tikfinityGift(id, { nickname: name, uniqueId: name, giftName: name, userId: id }));
    const rows = await arrived(companion, bad);
    const row = rows.find(({ sender_id }) => sender_id === id);
    expect(row).toMatchObject({ units: '1', booked: 'yes' });
    // The ledger keeps what was sent; only half characters cannot be kept.
    expect(row?.sender_name.replace(/^'/, '')).toBe(name.toWellFormed());
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    const { rows: shown } = await client.feed.older({ beforeSeq: 1_000_000, limit: 500 });
    close();
    for (const { senderName } of shown) {
      expect(senderName.length).toBeLessThan(400);
      expect(senderName).not.toMatch(/[\u0000\u061C\u202A-\u202E\u2066-\u2069]/u);
    }
  });

  it('that sends 2 MB at once loses its connection only, and comes back', async () => {
    const client = [...bad.clients][0];
    bad.send(tikfinityGift('big', { nickname: 'x'.repeat(2 * 1_024 * 1_024), userId: 'big' }));
    await until(
      'a new connection',
      () => ![...bad.clients].includes(client as never) && bad.clients.size > 0,
    );
    bad.send(tikfinityGift('after-big', { userId: 'after-big' }));
    const rows = await arrived(companion, bad);
    expect(rows.filter((row) => row.sender_id === 'big')).toEqual([]);
    expect(rows.filter((row) => row.sender_id === 'after-big')).toHaveLength(1);
    await allElseIsWell();
  });

  it('that breaks off within a frame books nothing of it, and the whole one when it comes again', async () => {
    const text = JSON.stringify(tikfinityGift('half', { userId: 'half', repeatCount: 3 }));
    for (const client of bad.clients) client.send(text.slice(0, 60), { fin: false });
    await cutAndReconnected(bad);
    expect((await arrived(companion, bad)).filter((row) => row.sender_id === 'half')).toEqual([]);
    bad.sendRaw(text);
    expect(await arrived(companion, bad)).toContainEqual(
      expect.objectContaining({ sender_id: 'half', units: '3' }) as object,
    );
    await allElseIsWell();
  });

  it('has left the ledger sound after all that', async () => {
    const { exitCode, stdout } = await companion.verify();
    expect(exitCode, stdout).toBe(0);
    expect(companion.stderr()).toBe('');
  });
});
