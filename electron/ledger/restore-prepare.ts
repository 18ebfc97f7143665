/**
 * Lays out in an empty folder what a restore will put in place, and proves it there: a backup, or files that were
 * moved aside earlier. Nothing of the present ledger is touched. Beside it: `restore.ts`, which decides and moves.
 */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { FILES_OF, readAside, SIDE_FILES } from './aside.ts';
import type { AsideNote, Part } from './aside.ts';
import { BACKUP_FILES, BackupError, factsOf } from './backup-manifest.ts';
import type { BackupFacts } from './backup-manifest.ts';
import { openBackup } from './backup-source.ts';
import { writeDurably } from './durable.ts';
import { appFile, headsFile, ledgerFile } from './files.ts';
import { lostHead, readHeads } from './heads.ts';
import type { RecordedHead } from './heads.ts';
import { damageOf, OpenError, openReader, openWriter } from './open.ts';
import { appSchema, ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';
import { verifyLedger } from './verify.ts';

export type Progress = (words: string) => void;

export interface Prepared {
  /** When the backup was made, or the files were moved aside. */
  readonly atMs: number;
  readonly from: 'backup' | 'aside';
  readonly parts: readonly Part[];
  /** What the ledger says; null when only the settings come. */
  readonly facts: BackupFacts | null;
  /** Its sums do not follow from its journal: `rebuild` will mend that. */
  readonly rebuildNeeded: boolean;
  /** Rows that were recorded as its head once and that it no longer holds; they are written off with this. */
  readonly lostRow: number | null;
}

/** Prepares whatever `path` names. Throws BackupError or OpenError; then nothing was changed. */
export function prepare(path: string, mode: Mode, folder: string, onProgress: Progress): Prepared {
  const note = readAside(path);
  return note === null
    ? prepareBackup(path, mode, folder, onProgress)
    : prepareAside(path, note, mode, folder, onProgress);
}

/**
 * Copies a backup into an empty folder and proves it there: file sums, SQLite, hash chain, and that it still says
 * what its manifest says. An older schema is brought up to date in the copy.
 */
export function prepareBackup(
  path: string,
  mode: Mode,
  folder: string,
  onProgress: Progress = () => undefined,
): Prepared {
  const source = openBackup(path, mode);
  try {
    source.read(folder, (name) => onProgress(`reading ${name}`));
    const { manifest } = source;
    openWriter(ledgerFile(folder), ledgerSchema(mode)).close();
    openWriter(appFile(folder), appSchema).close();
    const { grave, rebuildNeeded } = provenLedger(folder, mode, onProgress);
    if (grave !== null) throw notSound(path, grave);
    const facts = readFacts(folder, mode);
    const { history, head, totals } = manifest;
    if (JSON.stringify(facts) !== JSON.stringify({ history, head, totals })) {
      throw notSound(path, 'Its sums are not those of its manifest.');
    }
    for (const name of BACKUP_FILES) removeSideFiles(join(folder, name));
    const parts = ['ledger', 'settings'] as const;
    return { atMs: manifest.atMs, from: 'backup', parts, facts, rebuildNeeded, lostRow: null };
  } finally {
    source.close();
  }
}

/**
 * Files that were moved aside are the user's own last state: they come back as far as SQLite can read them, made
 * anew page by page, with what is wrong beyond that said and not judged.
 */
function prepareAside(
  path: string,
  note: AsideNote,
  mode: Mode,
  folder: string,
  onProgress: Progress,
): Prepared {
  if (note.mode !== mode) {
    throw new BackupError(
      'other_mode',
      `${path} does not hold a ${mode === 'sandbox' ? 'sandbox' : 'real'} ledger. Nothing was changed.`,
    );
  }
  const parts = (['ledger', 'settings'] as const).filter((part) =>
    existsSync(join(path, FILES_OF[part][0])),
  );
  if (parts.length === 0) {
    throw new BackupError(
      'nothing_there',
      `${path} holds neither a ledger nor settings that could be restored. Nothing was changed.`,
    );
  }
  for (const part of parts) {
    onProgress(`reading ${part}`);
    const schema = part === 'ledger' ? ledgerSchema(mode) : appSchema;
    const [name] = FILES_OF[part];
    for (const each of [name, `${name}-wal`, `${name}-journal`]) {
      if (existsSync(join(path, each))) copyFileSync(join(path, each), join(folder, each));
    }
    copyAnew(join(folder, name), path);
    openWriter(join(folder, name), schema).close();
    removeSideFiles(join(folder, name));
  }
  const about = { atMs: note.atMs, from: 'aside', parts } as const;
  if (!parts.includes('ledger')) {
    return { ...about, facts: null, rebuildNeeded: false, lostRow: null };
  }
  const lost = keepMatchingHeads(path, folder, mode);
  const { rebuildNeeded } = provenLedger(folder, mode, onProgress);
  removeSideFiles(ledgerFile(folder));
  const facts = readFacts(folder, mode);
  return { ...about, facts, rebuildNeeded, lostRow: lost?.seq ?? null };
}

/** Every page is read and every index built again; what cannot be read through cannot be used. */
function copyAnew(file: string, path: string): void {
  const anew = `${file}.anew`;
  try {
    const db = new Database(file);
    try {
      db.prepare('VACUUM INTO ?').run(anew);
    } finally {
      db.close();
    }
  } catch (error) {
    const duplicate =
      error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
    if (!duplicate && damageOf(error, file) === null) throw error;
    throw new OpenError(
      'damaged',
      `The files in ${path} cannot be read to their end, so they were not put in place. They stay there, and nothing was changed. Restore a backup instead: \`coinfall restore --list\` names them.`,
    );
  }
  removeSideFiles(file);
  renameSync(anew, file);
}

/** The heads that this journal still holds: asked for by name, the ledger is not moved aside for the rest again. */
function keepMatchingHeads(path: string, folder: string, mode: Mode): RecordedHead | undefined {
  const heads = readHeads(path);
  const db = openReader(ledgerFile(folder), ledgerSchema(mode));
  try {
    const held = heads.filter((head) => lostHead(db, [head]) === undefined);
    const lines = held.map((head) => `${JSON.stringify(head)}\n`);
    writeDurably(headsFile(folder), lines.join(''));
    return lostHead(db, heads);
  } finally {
    db.close();
  }
}

function provenLedger(
  folder: string,
  mode: Mode,
  onProgress: Progress,
): { readonly grave: string | null; readonly rebuildNeeded: boolean } {
  const report = verifyLedger(folder, mode, (rows, ofRows) =>
    onProgress(`proving ${rows} of ${ofRows} rows`),
  );
  const grave = report.findings.find(({ code }) => code !== 'projection');
  return { grave: grave?.message ?? null, rebuildNeeded: !report.ok && grave === undefined };
}

function readFacts(folder: string, mode: Mode): BackupFacts {
  const db = openReader(ledgerFile(folder), ledgerSchema(mode));
  try {
    return factsOf(db);
  } finally {
    db.close();
  }
}

/** Closed by their last writer, databases have nothing left beside them that matters. */
function removeSideFiles(file: string): void {
  for (const side of SIDE_FILES) rmSync(file + side, { force: true });
}

function notSound(path: string, words: string): BackupError {
  return new BackupError(
    'backup_damaged',
    `${path} is not sound: ${words} Nothing was changed; use another backup.`,
  );
}
