/** View `supporters`: what each supporter gave, by platform and unit. Adds up to view `gifts`. */
import type { GiftExportRow } from '../../../shared/export-rows.ts';
import { columns } from '../table.ts';
import type { Table, TableRow } from '../table.ts';

const COLUMNS = columns({
  sender_id: 'text',
  sender_handle: 'text',
  sender_name: 'text',
  platform: 'word',
  unit: 'word',
  gifts: 'integer',
  units: 'integer',
  first_at: 'time',
  last_at: 'time',
  sessions: 'integer',
});

/** Kept for as long as the export takes, once for every supporter: no more of a row than is written. */
interface SupporterSum {
  readonly first: Pick<
    GiftExportRow,
    'personNo' | 'senderId' | 'senderHandle' | 'senderName' | 'platform' | 'unit'
  >;
  gifts: number;
  units: bigint;
  firstAtMs: number;
  lastAtMs: number;
  readonly sessions: number[];
}

/** Sums that grow with every gift handed over; as many as there are supporters. Gifts of nobody share a row. */
export function supporterSums() {
  const sums = new Map<string, SupporterSum>();

  function* rows(): Generator<TableRow> {
    const inOrder = [...sums.values()]
      .filter(({ gifts, units }) => gifts !== 0 || units !== 0n)
      .sort(byUnitThenMost);
    for (const { first, gifts, units, firstAtMs, lastAtMs, sessions } of inOrder) {
      const { platform, unit } = first;
      yield {
        ...{ platform, unit, units },
        cells: [
          ...[first.senderId, first.senderHandle, first.senderName, platform, unit],
          ...[gifts, units, firstAtMs, lastAtMs, sessions.length],
        ],
      };
    }
  }

  return {
    add(row: GiftExportRow): void {
      if (!row.booked) return;
      const { personNo, senderId, senderHandle, senderName, platform, unit, sessionNo } = row;
      const atMs = row.effectiveAtMs;
      const key = `${personNo ?? ''}/${platform}/${unit}`;
      let sum = sums.get(key);
      if (sum === undefined) {
        sum = {
          first: { personNo, senderId, senderHandle, senderName, platform, unit },
          ...{ gifts: 0, units: 0n, firstAtMs: atMs, lastAtMs: atMs, sessions: [] },
        };
        sums.set(key, sum);
      }
      if (row.counts) sum.gifts += 1;
      sum.units += BigInt(row.units ?? 0);
      sum.firstAtMs = Math.min(sum.firstAtMs, atMs);
      sum.lastAtMs = Math.max(sum.lastAtMs, atMs);
      // Nearly always the one of the gift before.
      if (sessionNo === null || sum.sessions.at(-1) === sessionNo) return;
      if (!sum.sessions.includes(sessionNo)) sum.sessions.push(sessionNo);
    },
    table: (): Table => ({ columns: COLUMNS, rows: rows() }),
  };
}

function byUnitThenMost(a: SupporterSum, b: SupporterSum): number {
  const [unitA, unitB] = [a, b].map(({ first }) => `${first.platform}/${first.unit}`);
  if (unitA !== unitB) return String(unitA) < String(unitB) ? -1 : 1;
  if (a.units !== b.units) return a.units > b.units ? -1 : 1;
  return (a.first.personNo ?? 0) - (b.first.personNo ?? 0);
}
