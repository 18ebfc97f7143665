/**
 * The program whose I/O fails: `node faulty-run.ts FOLDER IMAGES SCENARIO STEP SEED` lives through the same short
 * life of a ledger again and again, with a later I/O call failing each time, until a life meets no fault any more.
 * STEP 1 tries every kind of fault at every call; otherwise one kind by chance, at calls that are STEP apart on
 * average. Prints one JSON line per life.
 */
import path from 'node:path';
import Database from 'better-sqlite3';
import { ledgerFile } from '../../../electron/ledger/files.ts';
import { OpenError, openWriter } from '../../../electron/ledger/open.ts';
import type { Db } from '../../../electron/ledger/open.ts';
import { ledgerSchema } from '../../../electron/ledger/schema.ts';
import { openLedgerStore } from '../../../electron/ledger/store.ts';
import type { LedgerStore } from '../../../electron/ledger/store.ts';
import { fakeLedgerClock } from '../builders.ts';
import { between, seeded, shuffled } from '../seeded.ts';
import { batch, batchesIn } from './batches.ts';
import { recorderControl } from './control.ts';
import type { Fault } from './control.ts';
import { inspect, readFolder, writeFolder } from './crash-image.ts';
import type { Files } from './disk.ts';

/** One life of a ledger, and what a fault did to it. */
export interface Life {
  readonly fault: Fault;
  /** Calls that failed; 0 says that the life was over before the fault. */
  readonly struck: number;
  /** The steps that threw: 'open', 'recover', 'batch 3'. */
  readonly threw: readonly string[];
  /** Broken promises, in words. */
  readonly problems: readonly string[];
}

/** A ledger that is made, or one that a crash left with commits in its WAL alone. */
export type Scenario = 'new' | 'crashed';

const FAULTS: readonly Omit<Fault, 'at'>[] = [
  { errno: 'EIO', lasts: false },
  { errno: 'EIO', lasts: true },
  { errno: 'ENOSPC', lasts: false },
  { errno: 'ENOSPC', lasts: true },
];
const BATCHES = { new: { before: 0, last: 4 }, crashed: { before: 3, last: 7 } } as const;
/** So small that the commits of a short life run into checkpoints and begin the WAL anew. */
const CHECKPOINT_PAGES = 40;
/** The calls that make a file or recover it are few, and each is unlike the others: none is passed over. */
const OPENING_CALLS = 16;

const [, , root = '', images = '', scenario = '', step = '', seed = ''] = process.argv;
const stride = Number(step);
const random = seeded(Number(seed));
const control = recorderControl();
const { before, last } = BATCHES[scenario as Scenario];
const start = before === 0 ? new Map<string, Buffer>() : crashedLedger(before);

for (let at = 1, met = true; met; at += stride === 1 || at < OPENING_CALLS ? 1 : pace()) {
  const kinds = stride === 1 ? FAULTS : shuffled(FAULTS, random).slice(0, 1);
  const lives = kinds.map((kind) => live({ ...kind, at }));
  for (const life of lives) process.stdout.write(`${JSON.stringify(life)}\n`);
  met = lives.some(({ struck }) => struck > 0);
}

function pace(): number {
  return between(random, 1, 2 * stride - 1);
}

function crashedLedger(batches: number): Files {
  const folder = path.join(images, 'crashed');
  writeFolder(folder, new Map());
  const db = openWriter(ledgerFile(folder), ledgerSchema('live'));
  const store = openLedgerStore(db, fakeLedgerClock());
  for (let n = 1; n <= batches; n += 1) store.commit(batch(n));
  const files = readFolder(folder);
  db.close();
  return files;
}

function live(fault: Fault): Life {
  const folder = path.join(root, 'life');
  const threw: string[] = [];
  const problems: string[] = [];
  let acknowledged: number = before;
  let seen = 0;

  /** What a process that dies now leaves behind: as much as was acknowledged, or one batch more. */
  function dieHere(where: string, mayHold: readonly number[]): void {
    const image = path.join(images, 'image');
    control.aside(() => writeFolder(image, readFolder(folder)));
    const { held, problems: found } = inspect(image, last);
    problems.push(...found.map((words) => `after ${where}: ${words}`));
    if (held !== null && !mayHold.includes(held)) {
      problems.push(`after ${where}: ${held} batches, not ${mayHold.join(' or ')}`);
    }
  }

  /** Does a step; when it fails, the disk is mended (where the fault lasts, after one more try) and it must succeed. */
  function insist<T>(where: string, act: () => T, expected: (error: unknown) => boolean): T {
    for (let tries = fault.lasts ? 2 : 1; tries > 0; tries -= 1) {
      try {
        return act();
      } catch (error) {
        threw.push(where);
        seen = control.struck();
        if (seen === 0) problems.push(`${where} failed without a fault: ${String(error)}`);
        else if (!expected(error)) problems.push(`${where} failed with ${String(error)}`);
      }
    }
    control.work();
    dieHere(where, [acknowledged, acknowledged + 1]);
    return act();
  }

  writeFolder(folder, start);
  control.fail(fault);
  let db: Db | null = null;
  try {
    const opened = insist('open', () => openLedger(folder), isUnwritable);
    db = opened.db;
    insist('recover', () => opened.store.recover(), isSqliteError);
    for (let n = before + 1; n <= last; n += 1) {
      insist(`batch ${n}`, () => opened.store.commit(batch(n)), isSqliteError);
      acknowledged = n;
      // A fault that nobody was told of must not have cost anything.
      if (control.struck() > seen) {
        seen = control.struck();
        dieHere(`batch ${n}, acknowledged,`, [n]);
      }
    }
    if (batchesIn(db, last) !== last) problems.push('the open ledger does not hold all batches');
    db.close();
    db = null;
    control.work();
    dieHere('the end', [last]);
  } catch (error) {
    problems.push(`mended, and still: ${String(error)}`);
  } finally {
    control.work();
    db?.close();
  }
  return { fault, struck: control.struck(), threw, problems };
}

function openLedger(folder: string): { readonly db: Db; readonly store: LedgerStore } {
  const db = openWriter(ledgerFile(folder), ledgerSchema('live'));
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  return { db, store: openLedgerStore(db, fakeLedgerClock()) };
}

function isUnwritable(error: unknown): boolean {
  return error instanceof OpenError && error.code === 'unwritable';
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(FULL|IOERR|CANTOPEN)/.test(error.code);
}
