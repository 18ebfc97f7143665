/**
 * The creator's own pictures, videos and sounds: files under random names in `<dataDir>/media`, what is known of
 * them in app.sqlite. A file is there whole or not at all, and only what is in the register is ever served.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MEDIA_ID, mediaKindOf } from '../../shared/alerts/media-ref.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import {
  MAX_MEDIA_BYTES,
  MAX_MEDIA_FILES,
  MAX_MEDIA_NAME,
  MAX_MEDIA_TOTAL_BYTES,
} from '../../shared/media-limits.ts';
import type { MediaAdded, MediaItem } from '../../shared/contract/media.ts';
import { displayText } from '../../shared/text.ts';
import { flushFolder } from '../ledger/durable.ts';
import type { MediaRow } from '../ledger/media-rows.ts';
import { readContent } from './content.ts';
import type { Content } from './content.ts';

/** Where the register is kept. */
export interface MediaRegister {
  load(): Promise<readonly MediaRow[]>;
  save(row: MediaRow): Promise<void>;
  drop(mediaId: string): Promise<void>;
}

/** A file that may be served. */
export interface ServedMedia {
  readonly path: string;
  readonly mime: string;
}

export interface MediaStore {
  /** Folder of the files. */
  readonly folder: string;
  /** Takes a file in; the same content twice is one. Nothing is kept of what is refused. */
  add(name: string, bytes: Buffer): Promise<MediaAdded>;
  list(): Omit<MediaItem, 'usedBy'>[];
  usedBytes(): number;
  rename(mediaId: string, name: string): Promise<Outcome>;
  remove(mediaId: string): Promise<Outcome>;
  restore(mediaId: string): Promise<Outcome>;
  /** Null for everything that is not in the register, whatever it looks like. */
  served(mediaId: string): ServedMedia | null;
}

const MIME = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
} as const;

const UNKNOWN: Outcome = {
  ok: false,
  code: 'unknown_media',
  message: 'This file is not here any more.',
};
const MB = 1024 * 1024;
const FOUND_NAME = 'Found again';

/**
 * Opens the folder. What was removed in an earlier run is deleted now. A file that no row knows is taken in: its
 * register may be an older backup's, and rules may name it.
 */
export async function openMediaStore(
  dataDir: string,
  register: MediaRegister,
  now: () => number,
  onError: (error: unknown) => void,
): Promise<MediaStore> {
  const folder = join(dataDir, 'media');
  const rows = new Map((await register.load()).map((row) => [row.mediaId, row]));
  const missing = new Set<string>();
  /** One change after another: two files at once must not both find the last room. */
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  async function forget(row: MediaRow): Promise<void> {
    await rm(join(folder, row.mediaId), { force: true });
    await register.drop(row.mediaId);
    rows.delete(row.mediaId);
  }

  async function forgetRemoved(): Promise<void> {
    for (const row of [...rows.values()]) if (row.removedAtMs !== null) await forget(row);
  }

  function usedBytes(): number {
    return [...rows.values()].reduce((sum, row) => sum + row.bytes, 0);
  }

  async function add(name: string, bytes: Buffer): Promise<MediaAdded> {
    if (bytes.length > MAX_MEDIA_BYTES) return TOO_LARGE;
    const content = readContent(bytes);
    if (!content.ok) return content;
    const sha256 = sumOf(bytes);
    const known = [...rows.values()].find((row) => row.sha256 === sha256);
    if (known !== undefined) return takeAgain(known, bytes);
    // What was removed can be brought back only as long as nothing else needs its room.
    if (!hasRoom(bytes.length)) await forgetRemoved();
    if (!hasRoom(bytes.length)) return noRoom();
    const mediaId = `${randomBytes(16).toString('base64url')}.${content.extension}`;
    const row = rowOf(mediaId, nameOf(name), bytes, content);
    const refusal = await writeWhole(folder, mediaId, bytes);
    if (refusal !== null) return refusal;
    try {
      await register.save(row);
    } catch {
      await rm(join(folder, mediaId), { force: true });
      return refused('not_stored', 'The settings could not be written, so the file was not kept.');
    }
    rows.set(mediaId, row);
    return { ok: true, id: mediaId, name: row.name };
  }

  function rowOf(mediaId: string, name: string, bytes: Buffer, { size }: Content): MediaRow {
    const { width, height } = size ?? { width: null, height: null };
    const known = { mediaId, name, bytes: bytes.length, width, height, sha256: sumOf(bytes) };
    return { ...known, addedAtMs: now(), removedAtMs: null };
  }

  async function takeIn(file: string): Promise<void> {
    const path = join(folder, file);
    if (!MEDIA_ID.test(file)) {
      // What a crash left of a file that was being written.
      if (file.endsWith('.part')) await rm(path, { force: true });
      return;
    }
    const { size } = await stat(path);
    if (size > MAX_MEDIA_BYTES) return;
    const bytes = await readFile(path);
    const content = readContent(bytes);
    const isKnown = [...rows.values()].some((row) => row.sha256 === sumOf(bytes));
    if (!content.ok || isKnown || !file.endsWith(`.${content.extension}`)) return;
    const row = rowOf(file, FOUND_NAME, bytes, content);
    await register.save(row);
    rows.set(file, row);
  }

  /** The same content as before: what was removed comes back, and what is gone from the disk is there again. */
  async function takeAgain(known: MediaRow, bytes: Buffer): Promise<MediaAdded> {
    if (missing.has(known.mediaId)) {
      const refusal = await writeWhole(folder, known.mediaId, bytes);
      if (refusal !== null) return refusal;
      missing.delete(known.mediaId);
    }
    if (known.removedAtMs !== null) await change(known, { removedAtMs: null });
    return { ok: true, id: known.mediaId, name: known.name };
  }

  function hasRoom(bytes: number): boolean {
    return rows.size < MAX_MEDIA_FILES && usedBytes() + bytes <= MAX_MEDIA_TOTAL_BYTES;
  }

  async function change(row: MediaRow, part: Partial<MediaRow>): Promise<void> {
    const next = { ...row, ...part };
    await register.save(next);
    rows.set(row.mediaId, next);
  }

  function changing(
    mediaId: string,
    isIt: (row: MediaRow) => boolean,
    part: () => Partial<MediaRow>,
  ): Promise<Outcome> {
    return inTurn(async () => {
      const row = rows.get(mediaId);
      if (row === undefined || !isIt(row)) return UNKNOWN;
      await change(row, part());
      return { ok: true };
    });
  }

  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await forgetRemoved();
    for (const found of await readdir(folder)) if (!rows.has(found)) await takeIn(found);
  } catch (error) {
    // A full disk must not keep Coinfall from starting; the next start tries again.
    onError(error);
  }
  for (const mediaId of rows.keys()) {
    const file = await stat(join(folder, mediaId)).catch(() => null);
    if (file === null) missing.add(mediaId);
  }

  return {
    folder,
    add: (name, bytes) => inTurn(() => add(name, bytes)),
    list: () =>
      [...rows.values()]
        .filter(({ removedAtMs }) => removedAtMs === null)
        .toReversed()
        .flatMap((row) => {
          const kind = mediaKindOf(row.mediaId);
          const { mediaId: id, name, bytes, width, height } = row;
          return kind === null
            ? []
            : [{ id, name, kind, bytes, width, height, missing: missing.has(id) }];
        }),
    usedBytes,
    rename: (mediaId, name) => changing(mediaId, isThere, () => ({ name: nameOf(name) })),
    remove: (mediaId) => changing(mediaId, isThere, () => ({ removedAtMs: now() })),
    restore: (mediaId) =>
      changing(
        mediaId,
        () => true,
        () => ({ removedAtMs: null }),
      ),
    served(mediaId) {
      const row = rows.get(mediaId);
      if (row === undefined || !isThere(row)) return null;
      return { path: join(folder, mediaId), mime: mimeOf(mediaId) };
    },
  };
}

const TOO_LARGE = refused(
  'too_large',
  `A file may have ${MAX_MEDIA_BYTES / MB} MB at most. Make it smaller, then add it again.`,
);

function sumOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isThere(row: MediaRow): boolean {
  return row.removedAtMs === null;
}

function noRoom(): MediaAdded {
  return refused(
    'no_room',
    `All files together may have ${MAX_MEDIA_TOTAL_BYTES / MB} MB, and be ${MAX_MEDIA_FILES} at most. Remove some that no rule uses.`,
  );
}

/** What a person may read and a page may show; a path in front of it goes. */
function nameOf(raw: string): string {
  const base = raw.split(/[\\/]/).at(-1) ?? '';
  return displayText(base, MAX_MEDIA_NAME - 1) || 'File';
}

function mimeOf(mediaId: string): string {
  return MIME[mediaId.split('.').at(-1) as keyof typeof MIME];
}

/** Temporary file, fsync, rename: there is the whole file or none. Null when it is there. */
async function writeWhole(
  folder: string,
  mediaId: string,
  bytes: Buffer,
): Promise<Extract<MediaAdded, { ok: false }> | null> {
  const part = join(folder, `${mediaId}.part`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(part, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, join(folder, mediaId));
    flushFolder(folder);
    return null;
  } catch (error) {
    // A disk that refuses may refuse this too; the next start looks again.
    await rm(part, { force: true }).catch(() => undefined);
    await rm(join(folder, mediaId), { force: true }).catch(() => undefined);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENOSPC' || code === 'EDQUOT'
      ? refused(
          'disk_full',
          'The disk is full, so the file was not kept. Make room, then add it again.',
        )
      : refused('not_stored', `The disk refused the file (${code}), so it was not kept.`);
  }
}

function refused(code: string, message: string): Extract<MediaAdded, { ok: false }> {
  return { ok: false, code, message };
}
