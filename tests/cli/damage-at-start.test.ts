/** Damage found at start, or later: nothing is deleted, a backup is offered, new gifts are recorded. */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SystemState } from '../../shared/contract/states.ts';
import { coinfall } from '../tools/coinfall.ts';
import { postGifts, useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { overwriteTable } from './damage.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
const FILES = ['ledger.sqlite', 'app.sqlite', 'heads.log'] as const;
let sound: string;

beforeAll(async () => {
  const companion = await companions.serve();
  await companion.post(Array.from({ length: 200 }, (_, at) => star(`old-${at}`)));
  await coinfall('backup', '--data-dir', companion.dataDir);
  await companion.stop();
  sound = companion.dataDir;
});

/** The sound data folder again, with its backup. */
function copied(): string {
  const dataDir = companions.folder();
  for (const name of FILES) copyFileSync(path.join(sound, name), path.join(dataDir, name));
  const [name = ''] = readdirSync(path.join(sound, 'backups'));
  mkdirSync(path.join(dataDir, 'backups', name), { recursive: true });
  for (const file of readdirSync(path.join(sound, 'backups', name))) {
    copyFileSync(
      path.join(sound, 'backups', name, file),
      path.join(dataDir, 'backups', name, file),
    );
  }
  return dataDir;
}

function overwrite(file: string, from: number, to: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xff, from, to);
  writeFileSync(file, bytes);
}

async function systemState(
  companion: RunningCompanion,
  wanted: (state: SystemState) => boolean,
): Promise<SystemState> {
  const rpc = await connectRpc(companion.ready.dashboardUrl);
  const enough = new AbortController();
  try {
    for await (const state of await rpc.client.system.watch(undefined, { signal: enough.signal })) {
      if (wanted(state)) return state;
    }
    throw new Error('the stream of states ended');
  } finally {
    enough.abort();
    rpc.close();
  }
}

/** A ledger too large to be checked before the start, whose register of messages is damaged. */
function largeAndDamaged(): string {
  const dataDir = copied();
  const file = path.join(dataDir, 'ledger.sqlite');
  const db = new Database(file);
  const insert = db.prepare(
    "INSERT INTO evidence (source, at, codec, frame) VALUES ('x', 1, 0, randomblob(1000000))",
  );
  db.transaction(() => {
    for (let at = 0; at < 70; at += 1) insert.run();
  })();
  db.close();
  overwriteTable(file, 'message');
  return dataDir;
}

describe('a ledger that is damaged at start', () => {
  it.each<[string, (file: string) => void]>([
    ['its header overwritten', (file) => overwrite(file, 0, 100)],
    ['a page overwritten in the middle', (file) => overwrite(file, 122_880, 126_976)],
    ['its journal overwritten', (file) => overwriteTable(file, 'journal')],
    ['its end cut off', (file) => truncateSync(file, 65_536)],
    ['nothing left in it', (file) => truncateSync(file, 0)],
  ])('with %s is put aside whole, and gifts are recorded', async (_, spoil) => {
    const dataDir = copied();
    const file = path.join(dataDir, 'ledger.sqlite');
    spoil(file);
    const before = readFileSync(file);
    const companion = await companions.serve({ dataDir });
    await companion.post(star('new-1', { count: 4 }));

    const { damage } = await systemState(companion, () => true);
    const aside = damage?.movedTo ?? '';
    expect(readFileSync(path.join(aside, 'ledger.sqlite')).equals(before)).toBe(true);
    expect(readdirSync(aside)).toContain('heads.log');
    expect(damage?.newestBackup?.folder).toContain(path.join(dataDir, 'backups'));
    expect(companion.stderr()).toContain(damage?.command);
    expect((await companion.gifts()).map((row) => row.gift_key)).toEqual(['myshop|msg|new-1']);
    expect((await companion.verify()).exitCode).toBe(0);

    const { exitCode, lines } = await companion.stop();
    expect(exitCode).toBe(0);
    expect(lines().map(({ event }) => event)).toEqual(['ready', 'damage', 'stopped']);
    expect(lines()[1]).toEqual({ event: 'damage', ...damage });
  });

  it('is told at every start until the offered command has restored the backup', async () => {
    const dataDir = copied();
    overwrite(path.join(dataDir, 'ledger.sqlite'), 0, 100);
    const first = await companions.serve({ dataDir });
    await first.post(star('new-1', { count: 4 }));
    await first.stop();
    const doctor = await coinfall('doctor', '--json', '--data-dir', dataDir);
    expect(doctor.exitCode).toBe(1);
    expect(doctor.lines().filter(({ ok }) => ok !== true)).toMatchObject([{ name: 'damage' }]);

    const second = await companions.serve({ dataDir });
    const command = (await systemState(second, () => true)).damage?.command ?? '';
    await second.stop();
    const words = [...command.matchAll(/"([^"]+)"|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    );
    expect(words[0]).toBe('coinfall');
    const restored = await coinfall(...words.slice(1), '--json');
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(restored.lines()[0]).toMatchObject({
      facts: { head: { seq: 200 } },
      replacedFacts: { head: { seq: 1 }, totals: [{ units: '4' }] },
    });

    const third = await companions.serve({ dataDir });
    expect((await systemState(third, () => true)).damage).toBeNull();
    expect(await third.gifts()).toHaveLength(200);
    expect((await third.stop()).lines().map(({ event }) => event)).toEqual(['ready', 'stopped']);
  });
});

describe('settings that are damaged at start', () => {
  it('begin anew, and the ledger stays', async () => {
    const dataDir = copied();
    overwrite(path.join(dataDir, 'app.sqlite'), 0, 100);
    const companion = await companions.serve({ dataDir });
    expect(await companion.gifts()).toHaveLength(200);
    const { damage } = await systemState(companion, () => true);
    expect(damage).toMatchObject({ what: 'settings' });
    expect(readdirSync(damage?.movedTo ?? '').sort()).toEqual(['aside.json', 'app.sqlite'].sort());
  });
});

describe('damage that is found while it runs', () => {
  it('is told without a crash, and what could not be written is in the new ledger at the stop', async () => {
    const dataDir = largeAndDamaged();
    const companion = await companions.serve({ dataDir });
    const found = await systemState(companion, ({ damage }) => damage !== null);
    expect(found.damage).toMatchObject({ what: 'ledger', movedTo: null });
    const answer = postGifts(companion.ready, JSON.stringify(star('new-1', { count: 4 }))).catch(
      () => null,
    );
    const failing = await systemState(companion, ({ ledger }) => ledger.state === 'failing');
    expect(failing.ledger.message).toContain('malformed');
    expect((await companion.stop()).exitCode).toBe(0);
    await answer;

    const again = await companions.serve({ dataDir });
    expect((await again.gifts()).map((row) => row.gift_key)).toEqual(['myshop|msg|new-1']);
    const { damage } = await systemState(again, () => true);
    expect(readdirSync(damage?.movedTo ?? '')).toContain('ledger.sqlite');
    expect(damage?.newestBackup).not.toBeNull();
  });

  it('is acted on by the next start', async () => {
    const dataDir = largeAndDamaged();
    const companion = await companions.serve({ dataDir });
    await until('the note', () => readdirSync(dataDir).includes('damage-found.json'));
    await companion.stop();
    const again = await companions.serve({ dataDir });
    await again.post(star('new-1'));
    expect(await again.gifts()).toHaveLength(1);
    expect(readdirSync(dataDir)).not.toContain('damage-found.json');
  });
});
