/** Durable ingest: the real store with group commit, against bare inserts of the same rows by better-sqlite3. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { LedgerCommand } from '../ledger/commands.ts';
import { openWriter } from '../ledger/open.ts';
import { ledgerSchema } from '../ledger/schema.ts';
import { openLedgerStore } from '../ledger/store.ts';
import type { Figure } from './figure.ts';
import { giftCommand } from './gift-command.ts';

const PER_COMMIT = 500;

/** Measures gifts per second, both ways, in a temporary folder that is removed again. */
export function* benchIngest(gifts: number): Generator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'coinfall-bench-'));
  try {
    const commands = Array.from({ length: gifts }, (_, index) => giftCommand(index));
    const ours = rate(gifts, () => throughStore(join(folder, 'ledger.sqlite'), commands));
    const peer = rate(gifts, () => bareInserts(join(folder, 'bare.sqlite'), commands));
    yield {
      type: 'measured',
      name: `durable ingest, ${gifts} gifts, ${PER_COMMIT} a commit`,
      unit: '/s',
      ours,
      peer,
      peerIs: 'bare inserts, synchronous=FULL',
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function throughStore(file: string, commands: readonly LedgerCommand[]): void {
  const db = openWriter(file, ledgerSchema('sandbox'));
  const store = openLedgerStore(db, { now: () => Date.now(), monotonic: () => performance.now() });
  for (let at = 0; at < commands.length; at += PER_COMMIT) {
    store.commit(commands.slice(at, at + PER_COMMIT));
  }
  db.close();
}

function bareInserts(file: string, commands: readonly LedgerCommand[]): void {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(
    'CREATE TABLE gift (key TEXT PRIMARY KEY, at INTEGER, sender TEXT, gift TEXT, count INTEGER, unit TEXT) STRICT',
  );
  const insert = db.prepare('INSERT INTO gift VALUES (?, ?, ?, ?, ?, ?)');
  const insertAll = db.transaction((batch: readonly LedgerCommand[]) => {
    for (const command of batch) {
      if (command.type !== 'gift') continue;
      const { frame } = command.gift;
      insert.run(
        frame.giftKey,
        frame.occurredAtMs,
        frame.sender.id,
        frame.gift.id,
        frame.counter.atLeast,
        frame.unit,
      );
    }
  });
  for (let at = 0; at < commands.length; at += PER_COMMIT) {
    insertAll(commands.slice(at, at + PER_COMMIT));
  }
  db.close();
}

function rate(count: number, work: () => void): number {
  const start = performance.now();
  work();
  return count / ((performance.now() - start) / 1_000);
}
