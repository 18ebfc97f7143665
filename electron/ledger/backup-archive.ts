/**
 * A backup as one file: a plain, uncompressed tar (ustar), manifest first. Chosen since every system has a program
 * that opens it, so the databases inside can be reached without Coinfall, and since it can be written and read in
 * one pass with no memory to speak of. Only the names of a backup are ever read out of one.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { BackupError, MANIFEST, piecesOf } from './backup-manifest.ts';

const BLOCK = 512;
/** The largest size that fits the format's eleven octal digits; beyond it the size is written in binary. */
const LARGEST_OCTAL = 0o77777777777;
const SIZE_AT = 124;
const SUM_AT = 148;

/** Where the content of an entry lies in an archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly from: number;
  readonly bytes: number;
}

/** Writes these files of `folder` one after another into a new file and flushes it. */
export function packArchive(
  folder: string,
  names: readonly string[],
  archive: string,
  atMs: number,
): void {
  const out = openSync(archive, 'w', 0o600);
  try {
    for (const name of names) {
      const file = openSync(join(folder, name), 'r');
      try {
        const bytes = fstatSync(file).size;
        writeAll(out, headerOf(name, bytes, atMs));
        for (const piece of piecesOf(file, 0, bytes)) writeAll(out, piece);
        writeAll(out, Buffer.alloc(paddingOf(bytes)));
      } finally {
        closeSync(file);
      }
    }
    writeAll(out, Buffer.alloc(2 * BLOCK));
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
}

/** The entries of an archive, without their content. Throws BackupError when it is none, or was cut off. */
export function archiveEntries(archive: number): readonly ArchiveEntry[] {
  const size = fstatSync(archive).size;
  const entries: ArchiveEntry[] = [];
  for (let at = 0; at + BLOCK <= size;) {
    const header = Buffer.alloc(BLOCK);
    readSync(archive, header, 0, BLOCK, at);
    if (header.every((byte) => byte === 0)) return entries;
    const entry = entryOf(header, at + BLOCK);
    if (entry === null || (entries.length === 0 && entry.name !== MANIFEST)) break;
    entries.push(entry);
    at = entry.from + entry.bytes + paddingOf(entry.bytes);
  }
  throw entries.length === 0
    ? new BackupError('not_a_backup', 'This file is not a backup of Coinfall. Nothing was changed.')
    : new BackupError(
        'backup_damaged',
        'This backup is cut off or damaged. Nothing was changed; use another one.',
      );
}

/** Whether a path is a file, and not a folder or nothing. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function headerOf(name: string, bytes: number, atMs: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'ascii');
  header.write(octal(0o600, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  if (bytes <= LARGEST_OCTAL) {
    header.write(octal(bytes, 11), SIZE_AT);
  } else {
    header[SIZE_AT] = 0x80;
    header.writeBigUInt64BE(BigInt(bytes), SIZE_AT + 4);
  }
  header.write(octal(Math.floor(atMs / 1_000), 11), 136);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257, 'latin1');
  header.write(`${octal(sumOf(header), 6)}\0 `, SUM_AT, 'latin1');
  return header;
}

function entryOf(header: Buffer, from: number): ArchiveEntry | null {
  const written = parseInt(header.toString('latin1', SUM_AT, SUM_AT + 6), 8);
  const magic = header.toString('latin1', 257, 262);
  if (written !== sumOf(header) || magic !== 'ustar') return null;
  const nameEnd = header.indexOf(0);
  const bytes =
    header[SIZE_AT] === 0x80
      ? Number(header.readBigUInt64BE(SIZE_AT + 4))
      : parseInt(header.toString('latin1', SIZE_AT, SIZE_AT + 11), 8);
  if (!Number.isSafeInteger(bytes)) return null;
  return { name: header.toString('latin1', 0, Math.min(nameEnd, 100)), from, bytes };
}

/** The format's checksum: all bytes of the header, with its own field read as blanks. */
function sumOf(header: Buffer): number {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= SUM_AT && at < SUM_AT + 8 ? 0x20 : byte;
  return sum;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function paddingOf(bytes: number): number {
  return (BLOCK - (bytes % BLOCK)) % BLOCK;
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
