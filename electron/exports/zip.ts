/**
 * Writes a ZIP archive piece by piece, each entry deflated as it comes; nothing but the directory is kept in memory.
 * By APPNOTE 6.3.10, without extensions: entries and archive stay below 4 GiB. The same content gives the same bytes.
 */
import { constants, crc32, deflateRawSync } from 'node:zlib';

const LOCAL_HEADER = 0x04034b50;
const DATA_DESCRIPTOR = 0x08074b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
/** Sizes follow the data (bit 3); names are UTF-8 (bit 11). */
const FLAGS = 0x0808;
const DEFLATE = 8;
/** 1 January 1980, midnight: no clock is read. */
const DOS_DATE = 0x0021;
const LIMIT = 0xffff_ffff;
/** More than the 32 KiB that deflate can look back, so that starting anew for each piece costs little. */
const PIECE = 256 * 1_024;
/** An empty last block: every piece before it is left open. */
const LAST_BLOCK = [3, 0] as const;
/** Fast: an export is read once, and zipped on the creator's machine while it streams. */
const LEVEL = 4;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  compressed: number;
  size: number;
}

export interface ZipWriter {
  /** An entry of these texts, in pieces of the archive. */
  entry(name: string, texts: Iterable<string>): Generator<Uint8Array>;
  /** The directory; nothing may follow. */
  end(): Uint8Array;
}

export function zipWriter(): ZipWriter {
  const entries: Entry[] = [];
  let offset = 0;

  function* counted(bytes: Uint8Array): Generator<Uint8Array> {
    offset += bytes.length;
    if (offset > LIMIT) throw new Error('The file would pass 4 GB, which a ZIP cannot hold.');
    yield bytes;
  }

  function* deflated(entry: Entry, text: string): Generator<Uint8Array> {
    const bytes = Buffer.from(text);
    entry.crc = crc32(bytes, entry.crc);
    entry.size += bytes.length;
    if (entry.size > LIMIT) throw new Error('A sheet would pass 4 GB, which a ZIP cannot hold.');
    const packed = deflateRawSync(bytes, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
    entry.compressed += packed.length;
    yield* counted(packed);
  }

  return {
    *entry(name, texts) {
      const entry = { name: Buffer.from(name), offset, crc: 0, compressed: 0, size: 0 };
      entries.push(entry);
      yield* counted(localHeader(entry));
      let pending = '';
      for (const text of texts) {
        pending += text;
        if (pending.length < PIECE) continue;
        yield* deflated(entry, pending);
        pending = '';
      }
      if (pending !== '') yield* deflated(entry, pending);
      entry.compressed += LAST_BLOCK.length;
      yield* counted(Uint8Array.from(LAST_BLOCK));
      yield* counted(words(DATA_DESCRIPTOR, entry.crc, entry.compressed, entry.size));
    },
    end() {
      const headers = Buffer.concat(entries.map(centralHeader));
      const end = Buffer.alloc(22);
      end.writeUInt32LE(END_OF_DIRECTORY, 0);
      end.writeUInt16LE(entries.length, 8);
      end.writeUInt16LE(entries.length, 10);
      end.writeUInt32LE(headers.length, 12);
      end.writeUInt32LE(offset, 16);
      return Buffer.concat([headers, end]);
    },
  };
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4);
  return bytes;
}

function localHeader({ name }: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DEFLATE, 8);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function centralHeader({ name, offset, crc, compressed, size }: Entry): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(CENTRAL_HEADER, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(DEFLATE, 10);
  header.writeUInt16LE(DOS_DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(compressed, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}
