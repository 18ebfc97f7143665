/** Reads what `recorder.c` wrote down, in the order in which it was done. */

export type DiskRecord =
  | { readonly type: 'created' | 'synced' | 'unlinked'; readonly name: string }
  | {
      readonly type: 'written';
      readonly name: string;
      readonly offset: number;
      readonly data: Buffer;
    }
  | { readonly type: 'resized'; readonly name: string; readonly size: number }
  | { readonly type: 'renamed'; readonly name: string; readonly to: string }
  | { readonly type: 'marked'; readonly text: string };

const HEADER_BYTES = 16;

/** The records of a log; names are below the recorded folder, whose own name is ''. */
export function readLog(log: Buffer): readonly DiskRecord[] {
  const records: DiskRecord[] = [];
  let at = 0;
  while (at < log.length) {
    const nameAt = at + HEADER_BYTES;
    const dataAt = nameAt + log.readUInt16LE(at + 2);
    const end = dataAt + log.readUInt32LE(at + 4);
    records.push(
      recordOf(
        log.readUInt8(at),
        log.toString('utf8', nameAt, dataAt),
        Number(log.readBigUInt64LE(at + 8)),
        log.subarray(dataAt, end),
      ),
    );
    at = end;
  }
  return records;
}

function recordOf(kind: number, name: string, offset: number, data: Buffer): DiskRecord {
  switch (kind) {
    case 1:
      return { type: 'created', name };
    case 2:
      return { type: 'written', name, offset, data };
    case 3:
      return { type: 'resized', name, size: offset };
    case 4:
      return { type: 'synced', name };
    case 5:
      return { type: 'unlinked', name };
    case 6:
      return { type: 'renamed', name, to: data.toString('utf8') };
    case 7:
      return { type: 'marked', text: data.toString('utf8') };
    default:
      throw new Error(`The log has a record of unknown kind ${kind}.`);
  }
}
