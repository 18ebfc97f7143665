/**
 * Files that had to make room: moved together into a folder of their own in the data folder, with a note of what
 * they are. Nothing is ever deleted here; `restore FOLDER` brings them back.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { fileTime } from './backup-folders.ts';
import { flushFolder, writeDurably } from './durable.ts';

const NOTE = 'aside.json';
/** What may lie beside a database and belongs to it; none of it may meet another database. */
export const SIDE_FILES = ['-wal', '-shm', '-journal'] as const;

/** What belongs together: the heads are those of this ledger and of no other. */
export const FILES_OF = {
  ledger: ['ledger.sqlite', 'heads.log'],
  settings: ['app.sqlite'],
} as const;
export type Part = keyof typeof FILES_OF;

const noteSchema = z.object({
  mode: z.enum(['live', 'sandbox']),
  atMs: z.int(),
  why: z.enum(['restore', 'damage']),
  what: z.enum(['ledger', 'settings']),
  /** What was found, for a person. */
  words: z.string(),
  /** The backup that was offered when damage was found. */
  backup: z.string().nullable(),
  /** Set once a restore has answered the damage: then nobody needs to be told any more. */
  settled: z.boolean(),
});
export type AsideNote = z.infer<typeof noteSchema>;

/** A name for a folder in the data folder that is not taken yet. */
export function asideName(dataDir: string, why: AsideNote['why'], atMs: number): string {
  const prefix = why === 'damage' ? 'damaged' : 'replaced';
  for (let at = atMs; ; at += 1) {
    const name = `${prefix}-${fileTime(at)}`;
    if (!existsSync(join(dataDir, name))) return name;
  }
}

/** Moves files with what belongs to them into `folder`; those that are not there (any more) are passed over. */
export function moveAside(
  dataDir: string,
  names: readonly string[],
  folder: string,
  note: AsideNote,
): void {
  const there = names
    .flatMap((name) => [name, ...SIDE_FILES.map((side) => name + side)])
    .filter((name) => existsSync(join(dataDir, name)));
  if (there.length === 0) return;
  if (!existsSync(join(folder, NOTE))) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeDurably(join(folder, NOTE), JSON.stringify(note));
  }
  for (const name of there) renameSync(join(dataDir, name), join(folder, name));
  flushFolder(folder);
  flushFolder(dataDir);
}

/** The note of a folder that holds what was moved aside; null when it is no such folder. */
export function readAside(folder: string): AsideNote | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(join(folder, NOTE), 'utf8')));
  } catch {
    return null;
  }
}

/** Damage that nobody has answered yet, newest first. */
export function unsettledDamage(
  dataDir: string,
): readonly { readonly folder: string; readonly note: AsideNote }[] {
  return readdirSync(dataDir)
    .filter((name) => name.startsWith('damaged-'))
    .flatMap((name) => {
      const folder = join(dataDir, name);
      const note = readAside(folder);
      return note === null || note.settled ? [] : [{ folder, note }];
    })
    .sort((a, b) => b.note.atMs - a.note.atMs);
}

/** A restore has answered the damage of these parts. */
export function settleDamage(dataDir: string, parts: readonly Part[]): void {
  for (const { folder, note } of unsettledDamage(dataDir)) {
    if (!parts.includes(note.what)) continue;
    writeDurably(join(folder, NOTE), JSON.stringify({ ...note, settled: true }));
  }
}
