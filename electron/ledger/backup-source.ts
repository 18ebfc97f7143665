/** A backup as it is found again: a folder that was made by itself, or one file. Read in one way. */
import { closeSync, existsSync, fsyncSync, fstatSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { archiveEntries, isFile } from './backup-archive.ts';
import {
  BACKUP_FILES,
  BackupError,
  MANIFEST,
  parseManifest,
  piecesOf,
  sha256Of,
} from './backup-manifest.ts';
import type { BackupManifest } from './backup-manifest.ts';
import { latestVersion } from './open.ts';
import { appSchema, ledgerSchema } from './schema.ts';
import type { Mode } from './schema.ts';

export interface BackupSource {
  readonly manifest: BackupManifest;
  /** Proves all files against their sums and, when `folder` is given, writes them there. Throws BackupError. */
  read(folder: string | null, onProgress?: (name: string) => void): void;
  close(): void;
}

interface Part {
  readonly file: number;
  readonly from: number;
  readonly bytes: number;
}

/** Opens a backup without changing anything. Throws BackupError, also when it is of another mode or newer. */
export function openBackup(path: string, mode: Mode): BackupSource {
  const opened = isFile(path) ? partsOfArchive(path) : partsOfFolder(path);
  try {
    const manifest = manifestOf(opened.parts, path);
    refuseUnfit(manifest, mode, path);
    return {
      manifest,
      read: (folder, onProgress = () => undefined) => {
        for (const { name, bytes, sha256 } of manifest.files) {
          onProgress(name);
          const part = opened.parts.get(name);
          const sound =
            part?.bytes === bytes &&
            sha256 === readPart(part, folder === null ? null : join(folder, name));
          if (!sound) throw damaged(path, name);
        }
      },
      close: () => opened.close(),
    };
  } catch (error) {
    opened.close();
    throw error;
  }
}

interface OpenedParts {
  readonly parts: ReadonlyMap<string, Part>;
  close(): void;
}

function partsOfArchive(path: string): OpenedParts {
  const file = openSync(path, 'r');
  try {
    const parts = archiveEntries(file).map(({ name, from, bytes }) => {
      return [name, { file, from, bytes }] as const;
    });
    return { parts: new Map(parts), close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function partsOfFolder(folder: string): OpenedParts {
  const parts = new Map<string, Part>();
  const close = () => {
    for (const { file } of parts.values()) closeSync(file);
  };
  try {
    for (const name of [MANIFEST, ...BACKUP_FILES]) {
      if (!existsSync(join(folder, name))) continue;
      const file = openSync(join(folder, name), 'r');
      parts.set(name, { file, from: 0, bytes: fstatSync(file).size });
    }
    return { parts, close };
  } catch (error) {
    close();
    throw error;
  }
}

function manifestOf(parts: OpenedParts['parts'], path: string): BackupManifest {
  const part = parts.get(MANIFEST);
  if (part === undefined) {
    throw new BackupError(
      'not_a_backup',
      `${path} is not a backup of Coinfall. Nothing was changed.`,
    );
  }
  const manifest = parseManifest(textOf(part));
  if (manifest === null) throw damaged(path, MANIFEST);
  return manifest;
}

function textOf(part: Part): string {
  const pieces = [...piecesOf(part.file, part.from, part.bytes)].map((piece) => Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

function refuseUnfit(manifest: BackupManifest, mode: Mode, path: string): void {
  if (manifest.mode !== mode) {
    throw new BackupError(
      'other_mode',
      manifest.mode === 'sandbox'
        ? `${path} is a backup of the sandbox. Add --sandbox to use it there. Nothing was changed.`
        : `${path} is a backup of the real ledger, which does not belong in the sandbox. Leave out --sandbox. Nothing was changed.`,
    );
  }
  const { ledger, app } = manifest.schema;
  if (ledger > latestVersion(ledgerSchema(mode)) || app > latestVersion(appSchema)) {
    throw new BackupError(
      'newer_schema',
      `${path} was made by a newer Coinfall. Please update Coinfall. Nothing was changed.`,
    );
  }
}

/** SHA-256 of a part, which is written to a new file meanwhile. */
function readPart(part: Part, to: string | null): string {
  if (to === null) return sha256Of(part.file, part.from, part.bytes);
  const out = openSync(to, 'wx', 0o600);
  try {
    const sum = sha256Of(part.file, part.from, part.bytes, (piece) => {
      for (let at = 0; at < piece.length;) at += writeSync(out, piece, at);
    });
    fsyncSync(out);
    return sum;
  } finally {
    closeSync(out);
  }
}

function damaged(path: string, name: string): BackupError {
  return new BackupError(
    'backup_damaged',
    `${path} is damaged: ${name} is not what was saved. Nothing was changed; use another backup.`,
  );
}
