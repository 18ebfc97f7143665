/**
 * A disk as the recorded process saw it, and as it may look after a power cut: what was synced is there; of what
 * was not, every write is there, missing or torn, in any combination.
 *
 * Names are a file system's own journal: created, unlinked and renamed ones survive in their order, up to some
 * point; all of them once the folder was synced. That is POSIX, and less than what ext4 or NTFS give.
 */
import { assertNever } from '../../../shared/assert-never.ts';
import type { DiskRecord } from './log.ts';

/** Contents by name below the folder. */
export type Files = ReadonlyMap<string, Buffer>;

type Change = Extract<DiskRecord, { type: 'written' | 'resized' }>;

interface FileOnDisk {
  synced: Buffer;
  /** In order, since the last sync. */
  unsynced: Change[];
}

type Names = ReadonlyMap<string, FileOnDisk>;

export interface Disk {
  apply(record: DiskRecord): void;
  /** What the process itself would read. */
  files(): Files;
  /** What may be left; another answer with every call. */
  afterPowerCut(random: () => number): Files;
}

/** Disks lose sectors, not bytes and not pages. */
const SECTOR_BYTES = 512;
/** From a cache that is lost altogether to one that was just written back. */
const KEPT_SHARES = [0, 0.1, 0.5, 0.9, 1];

/** A disk on which `files` are safe. */
export function diskWith(files: Files = new Map()): Disk {
  let syncedNames: Names = new Map(
    [...files].map(([name, synced]) => [name, { synced, unsynced: [] }]),
  );
  /** The names after each change since the folder was last synced; the last one is what the process sees. */
  let laterNames: Names[] = [];
  const seenNames = (): Names => laterNames.at(-1) ?? syncedNames;

  function fileOf(name: string): FileOnDisk {
    const file = seenNames().get(name);
    if (file === undefined) throw new Error(`The log speaks of ${name}, which is not there.`);
    return file;
  }

  function rename(change: (names: Map<string, FileOnDisk>) => void): void {
    const names = new Map(seenNames());
    change(names);
    laterNames.push(names);
  }

  return {
    apply(record) {
      switch (record.type) {
        case 'marked':
          return;
        case 'created':
          rename((names) => names.set(record.name, { synced: Buffer.alloc(0), unsynced: [] }));
          return;
        case 'unlinked':
          rename((names) => names.delete(record.name));
          return;
        case 'renamed': {
          const file = fileOf(record.name);
          rename((names) => {
            names.delete(record.name);
            names.set(record.to, file);
          });
          return;
        }
        case 'written':
        case 'resized':
          fileOf(record.name).unsynced.push(record);
          return;
        case 'synced': {
          if (record.name === '') {
            syncedNames = seenNames();
            laterNames = [];
            return;
          }
          const file = fileOf(record.name);
          file.synced = changed(file.synced, file.unsynced);
          file.unsynced = [];
          return;
        }
        default:
          assertNever(record, 'disk record');
      }
    },
    files: () => contents(seenNames(), ({ synced, unsynced }) => changed(synced, unsynced)),
    afterPowerCut(random) {
      const share = KEPT_SHARES[Math.floor(random() * KEPT_SHARES.length)] ?? 0;
      const later = [syncedNames, ...laterNames];
      const names = later[Math.floor(random() * later.length)] ?? syncedNames;
      return contents(names, ({ synced, unsynced }) =>
        changed(
          synced,
          unsynced.flatMap((change) => survivors(change, share, random)),
        ),
      );
    },
  };
}

function contents(names: Names, contentOf: (file: FileOnDisk) => Buffer): Files {
  return new Map([...names].map(([name, file]) => [name, contentOf(file)]));
}

/** What is left of a change: all, nothing, or some of its sectors. */
function survivors(change: Change, share: number, random: () => number): readonly Change[] {
  const torn = share > 0 && share < 1 && random() < 0.3;
  if (change.type === 'resized' || !torn) return random() < share ? [change] : [];
  return sectorsOf(change).filter(() => random() < 0.5);
}

function sectorsOf({ name, offset, data }: Extract<Change, { type: 'written' }>): Change[] {
  const sectors: Change[] = [];
  for (let at = 0; at < data.length;) {
    const end = Math.min(data.length, at + SECTOR_BYTES - ((offset + at) % SECTOR_BYTES));
    sectors.push({ type: 'written', name, offset: offset + at, data: data.subarray(at, end) });
    at = end;
  }
  return sectors;
}

/** The content after the changes; a hole reads as zeros. */
function changed(content: Buffer, changes: readonly Change[]): Buffer {
  let size = content.length;
  let most = size;
  for (const change of changes) {
    size = change.type === 'resized' ? change.size : Math.max(size, endOf(change));
    most = Math.max(most, size);
  }
  const result = Buffer.alloc(most);
  content.copy(result);
  let end = content.length;
  for (const change of changes) {
    if (change.type === 'written') {
      change.data.copy(result, change.offset);
      end = Math.max(end, endOf(change));
    } else {
      // What a file grows into again is zeros, not what was cut off.
      result.fill(0, change.size);
      end = change.size;
    }
  }
  return result.subarray(0, end);
}

function endOf({ offset, data }: Extract<Change, { type: 'written' }>): number {
  return offset + data.length;
}
