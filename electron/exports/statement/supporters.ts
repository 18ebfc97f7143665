/** The part of a statement that names those who gave most, per unit; the rest in one line. */
import { localDay } from '../../../shared/zone.ts';
import type { ExportRequest } from '../export.ts';
import type { TableRow } from '../table.ts';
import { left, right } from './blocks.ts';
import type { Block, Row } from './blocks.ts';
import type { StatementSums } from './sums.ts';
import { NOTHING, amount, count, platformName, unitName } from './words.ts';

/** Of each unit. */
const TOP_SUPPORTERS = 50;

/** A row of view `supporters`. */
interface Supporter {
  readonly handle: string | null;
  readonly name: string | null;
  readonly platform: string;
  readonly unit: string;
  readonly gifts: number;
  readonly units: bigint;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly sessions: number;
}

export function supportersPart({ facts }: ExportRequest, sums: StatementSums): readonly Block[] {
  const byUnit = new Map<string, Supporter[]>();
  for (const row of sums.supporters.rows) {
    const supporter = supporterOf(row);
    const key = `${supporter.platform}/${supporter.unit}`;
    const list = byUnit.get(key);
    if (list === undefined) byUnit.set(key, [supporter]);
    else list.push(supporter);
  }
  return [...byUnit.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const top = all.slice(0, TOP_SUPPORTERS);
    const block: Block = {
      type: 'table',
      title: `Top supporters: ${platformName(first.platform)}, ${unitName(first.unit)}`,
      columns: [
        left('', 5),
        left('Supporter', 35),
        right('Gifts', 8),
        right('Units, observed', 19),
        right('Sessions', 9),
        left('First', 12),
        left('Last', 12),
      ],
      rows: [...top.map((one, at) => supporterRow(one, at + 1, facts.zone)), ...restRow(all)],
      totals: [],
    };
    return [block];
  });
}

function supporterRow(one: Supporter, rank: number, zone: string): Row {
  const name = one.name ?? one.handle ?? 'not named';
  return {
    cells: [
      { text: String(rank) },
      { text: name },
      count(one.gifts),
      amount(one.unit, one.units),
      one.sessions === 0 ? { text: NOTHING } : count(one.sessions),
      { text: localDay(one.firstAtMs, zone) },
      { text: localDay(one.lastAtMs, zone) },
    ],
  };
}

function restRow(all: readonly Supporter[]): readonly Row[] {
  const rest = all.slice(TOP_SUPPORTERS);
  const [first] = rest;
  if (first === undefined) return [];
  const [gifts, units] = [
    rest.reduce((sum, one) => sum + one.gifts, 0),
    rest.reduce((sum, one) => sum + one.units, 0n),
  ];
  return [
    {
      cells: [
        null,
        {
          text:
            rest.length === 1 ? '1 more supporter' : `${count(rest.length).text} more supporters`,
        },
        count(gifts),
        amount(first.unit, units),
        ...[null, null, null],
      ],
    },
  ];
}

function supporterOf({ cells, platform, unit, units }: TableRow): Supporter {
  const [, handle, name, , , gifts, , firstAtMs, lastAtMs, sessions] = cells;
  return {
    ...{ handle: textOrNull(handle), name: textOrNull(name) },
    ...{ platform: platform ?? '', unit: unit ?? '', units: BigInt(units ?? 0) },
    ...{ gifts: Number(gifts), sessions: Number(sessions) },
    ...{ firstAtMs: Number(firstAtMs), lastAtMs: Number(lastAtMs) },
  };
}

function textOrNull(cell: TableRow['cells'][number] | undefined): string | null {
  return typeof cell === 'string' && cell.trim() !== '' ? cell : null;
}
