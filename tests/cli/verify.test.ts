import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import { overwriteTable } from './damage.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
const GIFTS = 12;
let sound: string;

beforeAll(async () => {
  const companion = await companions.serve();
  for (let at = 0; at < GIFTS; at += 1) {
    await companion.post(
      star(`${at}`, { count: at + 1, sender: { id: `u${at % 3}`, name: 'Ann' } }),
    );
  }
  await companion.stop();
  sound = companion.dataDir;
});

function verify(dataDir: string) {
  return coinfall('verify', '--json', '--data-dir', dataDir);
}

/** A copy of the sound ledger after somebody with the right tools has worked on it. */
function tampered(work: (db: Database.Database) => void): string {
  const dataDir = companions.folder();
  for (const name of ['ledger.sqlite', 'heads.log']) {
    copyFileSync(path.join(sound, name), path.join(dataDir, name));
  }
  const db = new Database(path.join(dataDir, 'ledger.sqlite'));
  work(db);
  db.close();
  return dataDir;
}

function withoutTriggers(db: Database.Database): void {
  db.exec('DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete');
}

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly seq: number | null;
}

async function findings(dataDir: string): Promise<readonly Finding[]> {
  const { exitCode, lines, stderr } = await verify(dataDir);
  expect(exitCode, stderr).toBe(1);
  const report = lines()[0] as { readonly ok: boolean; readonly findings: readonly Finding[] };
  expect(report.ok).toBe(false);
  return report.findings;
}

describe('verify', () => {
  it('proves a sound ledger and says what is in it', async () => {
    const { exitCode, lines } = await verify(sound);
    expect(exitCode).toBe(0);
    expect(lines()).toEqual([
      {
        event: 'verified',
        ok: true,
        rows: GIFTS,
        gifts: GIFTS,
        head: { seq: GIFTS, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
        totals: [{ platform: 'myshop', unit: 'star', units: '78' }],
        findings: [],
      },
    ]);
  });

  it('works beside a running companion', async () => {
    const companion = await companions.serve();
    const posts = Array.from({ length: 20 }, (_, at) => companion.post(star(`${at}`)));
    const { exitCode, lines } = await companion.verify();
    expect(exitCode).toBe(0);
    expect(lines()[0]).toMatchObject({ ok: true, findings: [] });
    await Promise.all(posts);
    expect((await companion.verify()).lines()[0]).toMatchObject({ ok: true, gifts: 20 });
  });

  it.each([
    ['a raised count', 'UPDATE journal SET count_after = 999 WHERE seq = 5'],
    ['a lowered worth', 'UPDATE journal SET units_delta = 0 WHERE seq = 5'],
    ['a moved time', 'UPDATE journal SET effective_at = effective_at + 1 WHERE seq = 5'],
    ['another giver', 'UPDATE journal SET person_no = 1 WHERE seq = 5'],
    ['an added note', "UPDATE journal SET note = 'x' WHERE seq = 5"],
    ['a forged hash', "UPDATE journal SET hash = replace(hash, 'a', 'b') WHERE seq = 5"],
  ])('names the row with %s', async (_, sql) => {
    const dataDir = tampered((db) => {
      withoutTriggers(db);
      db.exec(sql);
    });
    expect(await findings(dataDir)).toContainEqual({
      code: 'chain',
      message: expect.stringContaining('5') as string,
      seq: 5,
    });
  });

  it('names the rows that were taken out of the middle', async () => {
    const dataDir = tampered((db) => {
      withoutTriggers(db);
      db.exec('DELETE FROM journal WHERE seq BETWEEN 4 AND 6');
    });
    const named = (await findings(dataDir)).find(({ seq }) => seq !== null);
    expect(named).toMatchObject({ code: 'gap', seq: 4 });
  });

  it('sees that the tail behind a recorded head was cut off', async () => {
    const dataDir = tampered((db) => {
      withoutTriggers(db);
      db.exec(`DELETE FROM journal WHERE seq > ${GIFTS - 2}`);
    });
    expect(await findings(dataDir)).toContainEqual({
      code: 'head_missing',
      message: expect.stringContaining(`${GIFTS}`) as string,
      seq: GIFTS - 1,
    });
  });

  it('is not misled by a head line that a crash has torn', async () => {
    const dataDir = tampered(() => undefined);
    appendFileSync(path.join(dataDir, 'heads.log'), '{"seq":99,"ha');
    expect((await verify(dataDir)).exitCode).toBe(0);
  });

  it('sees that a gift was given another identity', async () => {
    const dataDir = tampered((db) =>
      db.exec("UPDATE gift_identity SET gift_key = 'myshop|msg|other' WHERE gift_no = 3"),
    );
    expect((await findings(dataDir))[0]).toMatchObject({ code: 'commitment', seq: 3 });
  });

  it.each([
    ['gift', 'UPDATE gift SET quantity = quantity + 1 WHERE gift_no = 3'],
    ['gift', 'DELETE FROM gift WHERE gift_no = 12'],
    ['bucket', 'UPDATE bucket SET units = units + 1'],
    ['bucket_gift', 'UPDATE bucket_gift SET gifts = 0'],
    ['supporter', 'DELETE FROM supporter WHERE person_no = 2'],
  ])('names projection %s that does not follow from the journal', async (table, sql) => {
    const dataDir = tampered((db) => db.exec(sql));
    expect(await findings(dataDir)).toEqual([
      {
        code: 'projection',
        message: expect.stringContaining(`Table ${table} `) as string,
        seq: null,
      },
    ]);
  });

  it('changes no byte of what it looks at', async () => {
    const dataDir = tampered((db) => db.exec('UPDATE bucket SET units = units + 1'));
    const file = path.join(dataDir, 'ledger.sqlite');
    const before = readFileSync(file);
    await verify(dataDir);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('calls a file that is no database damaged, with exit 1', async () => {
    const dataDir = tampered(() => undefined);
    const file = path.join(dataDir, 'ledger.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0x41, 0, 100);
    writeFileSync(file, bytes);
    const { exitCode, lines } = await verify(dataDir);
    expect(exitCode).toBe(1);
    expect(lines()[0]).toMatchObject({ event: 'error', code: 'damaged' });
  });

  it('calls overwritten pages damage', async () => {
    const dataDir = tampered(() => undefined);
    overwriteTable(path.join(dataDir, 'ledger.sqlite'), 'journal');
    const found = await findings(dataDir);
    expect(found[0]?.code).toBe('sqlite');
    expect(found.some(({ message }) => message.includes('malformed'))).toBe(true);
  });

  it('exits 3 where there is no ledger', async () => {
    const { exitCode, stderr } = await verify(companions.folder());
    expect(exitCode).toBe(3);
    expect(stderr).not.toBe('');
  });
});
