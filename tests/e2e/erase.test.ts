/** People are forgotten by the built companion: every byte of its folder is searched for them afterwards. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AlertState } from '../../shared/contract/alert-states.ts';
import type { FeedRow } from '../../shared/contract/states.ts';
import { connected } from '../tools/arrival.ts';
import { coinfall } from '../tools/coinfall.ts';
import { postGifts, useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { bookedUnits } from '../tools/csv.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import type { FakeTwitch } from '../tools/fake-twitch.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import type { RpcClient } from '../tools/rpc.ts';

const companions = useCompanions();

/** Names that JSON, IRC and SQL each write in their own way. */
const NAMES = [
  'Zoë Ångström',
  'Quinn "the Fox" O’Hara',
  'back\\slash; semi',
  '漢字さん',
  'Plain Pauline',
  'emoji🌙friend',
  'tab and / slash',
  'Ünïcödé',
  'Mirrored Mila',
  'Cheering Chandra',
] as const;

interface Known {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
}

/** The first eight give through the webhook; the last two are seen on Twitch, one as a mirror of another channel. */
const ERASED: readonly Known[] = NAMES.map((name, at) => ({
  id: `victim-id-${at}-${'x'.repeat(at)}`,
  handle: `victimhandle${at}`,
  name,
}));
const WEBHOOK = ERASED.slice(0, 8);
const [MIRRORED, CHEERING] = [ERASED[8], ERASED[9]] as [Known, Known];
const OTHERS = 400;

function gift(id: string, sender: Known, change: object = {}): object {
  return {
    ...{ id, platform: 'myshop', kind: 'gift', sender, gift: { id: 'g1', name: 'Star' } },
    ...{ count: 2, unit: 'star', unitsEach: 5, occurredAt: '2026-03-01T12:00:00.000Z', ...change },
  };
}

let companion: RunningCompanion;
let twitch: FakeTwitch;
let control: RpcClient;
let totalBefore: bigint;
const feed = new Map<string, FeedRow>();
let alert: AlertState | undefined;
const numbers = new Map<string, number>();

/** Follows what pages see until the connection ends. */
function follow(rpc: RpcClient): void {
  void (async () => {
    for await (const event of await rpc.client.feed.watch({})) {
      if (event.type === 'snapshot') feed.clear();
      for (const row of event.rows) feed.set(row.key, row);
    }
  })().catch(() => undefined);
  void (async () => {
    for await (const state of await rpc.client.alerts.watch()) alert = state;
  })().catch(() => undefined);
}

async function play(): Promise<void> {
  const others = Array.from({ length: OTHERS }, (_, at) =>
    gift(`other-${at}`, { id: `other-${at}`, handle: `other${at}`, name: `Other ${at}` }),
  );
  // Interleaved, so that the forgotten lie among the others on the pages of the file.
  const mine = WEBHOOK.flatMap((who, at) => [
    gift(`mine-${at}-a`, who, { note: who.name.repeat(200) }),
    gift(`mine-${at}-b`, who, { streak: `s${at}`, count: 3 }),
    gift(`mine-${at}-c`, who, { kind: 'nonsense' }),
  ]);
  const all = others.flatMap((other, at) => [other, ...mine.slice(at, at + 1)]);
  for (let at = 0; at < all.length; at += 50) await companion.post(all.slice(at, at + 50));
  // The same message with other facts is a conflict, whose excerpt holds the names.
  for (const [at, who] of WEBHOOK.entries())
    await companion.post(gift(`mine-${at}-a`, who, { count: 9 }));
  sayCheer('mirror-1', MIRRORED, '4242');
  sayCheer('cheer-1', CHEERING, null);
  sayGiftTo('subgift-1', CHEERING);
  for (const [at, who] of ERASED.entries()) {
    const entry = {
      kind: 'fee',
      atMs: Date.now(),
      platform: null,
      unit: 'USD',
      units: 100 + at,
      heldAt: 'bank',
    } as const;
    await control.client.money.record({ entry, note: `for ${who.name}`, id: `note-${at}` });
  }
  await control.client.money.report({
    ...{
      platform: 'myshop',
      unit: 'star',
      span: { fromMs: Date.UTC(2026, 2, 1), toMs: Date.UTC(2026, 3, 1) },
    },
    ...{ units: 5, note: `as ${WEBHOOK[0]?.handle ?? ''} said` },
  });
}

function sayCheer(id: string, who: Known, mirroredFrom: string | null): void {
  const shared = mirroredFrom === null ? '' : `;source-room-id=${mirroredFrom};source-id=s-${id}`;
  twitch.say(
    `@bits=7;id=${id};room-id=900000014;display-name=${who.name.replaceAll(' ', '\\s')};user-id=${who.id};` +
      `tmi-sent-ts=${Date.now()}${shared} :${who.handle}!${who.handle}@${who.handle}.tmi.twitch.tv PRIVMSG #channel :cheer7`,
  );
}

/** Somebody else's gift, of which the raw line names who got it. */
function sayGiftTo(id: string, who: Known): void {
  twitch.say(
    `@id=${id};login=giver;display-name=Giver;user-id=31;room-id=900000014;msg-id=subgift;msg-param-months=1;` +
      `msg-param-gift-months=1;msg-param-sub-plan=1000;msg-param-recipient-id=${who.id};` +
      `msg-param-recipient-user-name=${who.handle};tmi-sent-ts=${Date.now()} :tmi.twitch.tv USERNOTICE #channel`,
  );
}

/** Where in the folder anything of the people stands, in any spelling that a file may hold. */
function traces(dataDir: string): readonly string[] {
  const spellings = ERASED.flatMap(({ id, handle, name }) => {
    const ascii = JSON.stringify(name).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return [
      id,
      handle,
      name,
      JSON.stringify(name).slice(1, -1),
      ascii.slice(1, -1),
      encodeURIComponent(id),
    ];
  });
  const found: string[] = [];
  for (const entry of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(dataDir, entry);
    if (!statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    for (const text of new Set(spellings)) {
      const at = bytes.indexOf(text);
      if (at >= 0) found.push(`${entry} at ${at}: ${text}`);
    }
  }
  return found;
}

beforeAll(async () => {
  twitch = await fakeTwitch();
  companion = await companions.serve({ sources: [twitch.url('channel')] });
  await connected(twitch);
  control = await connectRpc(companion.ready.dashboardUrl);
  const overlay = await connectRpc(companion.ready.overlayUrl);
  follow(control);
  void (async () => {
    for await (const state of await overlay.client.alerts.watch()) {
      if (state.current !== null)
        await overlay.client.alerts.painted({ alertId: state.current.alertId });
    }
  })().catch(() => undefined);
  await play();
  await until(
    'the lines of Twitch in the feed',
    () => [...feed.values()].filter(({ platform }) => platform === 'twitch').length === 3,
  );
  await until('an alert on air', () => alert?.current != null);
  totalBefore = bookedUnits(await companion.gifts(), 'star');
  expect(traces(companion.dataDir).length).toBeGreaterThan(0);

  for (const [at, who] of ERASED.entries()) {
    const [hit, ...more] = await control.client.people.search({ text: who.handle, limit: 10 });
    expect(more).toEqual([]);
    const personNo = hit?.personNo ?? 0;
    numbers.set(who.handle, personNo);
    if (at % 2 === 0) {
      expect(await control.client.people.erase({ personNo })).toMatchObject({ ok: true });
    } else {
      const args = [
        'erase',
        '--person',
        String(personNo),
        '--yes',
        '--data-dir',
        companion.dataDir,
      ];
      const { exitCode, stderr } = await coinfall(...args);
      expect(exitCode, stderr).toBe(0);
    }
  }
}, 120_000);

describe('after ten people were erased', () => {
  it('no byte of any file in the data folder tells of them, while the companion runs', async () => {
    await until('a folder without traces', () => traces(companion.dataDir).length === 0).catch(
      () => undefined,
    );
    expect(traces(companion.dataDir)).toEqual([]);
  });

  it('pages show erased-N, and what is on air names none of them', async () => {
    const named = (row: FeedRow) =>
      ERASED.some(({ handle, name }) => row.senderName === name || row.senderHandle === handle);
    await until('a feed without their names', () => ![...feed.values()].some(named));
    const shown = new Set([...feed.values()].map(({ senderName }) => senderName));
    for (const who of [MIRRORED, CHEERING]) {
      expect(shown).toContain(`erased-${numbers.get(who.handle) ?? 0}`);
    }
    const names = ERASED.map(({ name }) => name);
    expect(names).not.toContain(alert?.current?.senderName);
    expect(await control.client.people.search({ text: 'victim', limit: 10 })).toEqual([]);
  });

  it('exports say erased-N, and no total has changed', async () => {
    const rows = await companion.gifts();
    expect(bookedUnits(rows, 'star')).toBe(totalBefore);
    for (const { handle } of WEBHOOK) {
      const name = `erased-${numbers.get(handle) ?? 0}`;
      const theirs = rows.filter((row) => row.sender_name === name);
      expect(theirs.map((row) => row.units).sort()).toEqual(['10', '15']);
      expect(theirs.map((row) => row.sender_id)).toEqual([name, name]);
    }
    const journal = await companion.journal();
    expect(journal.filter((row) => row.kind === 'erasure')).toHaveLength(ERASED.length);
    expect(journal.filter((row) => row.note !== '')).toEqual([]);
  });

  it('the ledger is proved as before', async () => {
    const { exitCode, stdout } = await companion.verify();
    expect(exitCode, stdout).toBe(0);
  });

  it('a message of theirs that comes again changes nothing and brings no name back', async () => {
    const head = await companion.head();
    const again = WEBHOOK.flatMap((who, at) => [
      gift(`mine-${at}-a`, who),
      gift(`mine-${at}-b`, who, { streak: `s${at}`, count: 3 }),
    ]);
    const { status, body } = await postGifts(companion.ready, JSON.stringify(again));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 0, duplicates: again.length, conflicts: 0 });
    expect(await companion.head()).toBe(head);
    expect(traces(companion.dataDir)).toEqual([]);
  });

  it('an erasure is refused in words when there is nobody to forget any more', async () => {
    const [no] = numbers.values();
    const args = ['--person', String(no), '--yes', '--json', '--data-dir', companion.dataDir];
    const { exitCode, lines } = await coinfall('erase', ...args);
    expect(exitCode).toBe(1);
    expect(lines()[0]).toMatchObject({ event: 'error', code: 'person_unknown' });
    expect(await control.client.people.erase({ personNo: no ?? 0 })).toMatchObject({
      ok: false,
      code: 'person_unknown',
    });
  });

  it('nothing comes back with a stop, and the next start', async () => {
    await companion.stop();
    expect(traces(companion.dataDir)).toEqual([]);
    const next = await companions.serve({ dataDir: companion.dataDir });
    expect(traces(companion.dataDir)).toEqual([]);
    expect(bookedUnits(await next.gifts(), 'star')).toBe(totalBefore);
    await next.stop();
    await twitch.close();
  });
});
