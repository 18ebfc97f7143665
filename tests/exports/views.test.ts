/** The views as CSV, over a year of everything: their columns, and that each adds up to the ledger. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlTotals } from '../../electron/exports/export.ts';
import { queries } from '../../electron/ledger/queries.ts';
import { openExport } from '../../electron/open-export.ts';
import type { AskedExport } from '../../electron/open-export.ts';
import { EXPORT_VIEWS } from '../../shared/export-rows.ts';
import type { ExportPeriod } from '../../shared/export-rows.ts';
import { gift, giftFrame, recorded, sourceState, tempLedger, total } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { FACTS, PLAIN_CSV, drained } from '../tools/export-request.ts';
import { YEAR_START } from '../tools/journal-year.ts';
import { ledgerYear } from '../tools/ledger-year.ts';
import { rateCard } from '../tools/rates.ts';
import { between, seeded } from '../tools/seeded.ts';

const COLUMNS = {
  daily:
    'date,zone,platform,kind,unit,gifts,units,estimate_currency,estimate_amount,observed_seconds,live_seconds',
  supporters:
    'sender_id,sender_handle,sender_name,platform,unit,gifts,units,first_at,last_at,sessions',
  payouts: 'seq,effective_at,platform,unit,units,currency,gross,fee,tax,net,effective_rate,note',
} as const;
/** Beside CSV, one with each filter. */
const OTHER_FORMATS = [
  ['jsonl', 'gifts'],
  ['xlsx', 'all'],
  ['parquet', 'gifts'],
  ['hledger', 'journal'],
  ['beancount', 'journal'],
] as const;
const GIFT_VIEWS = ['gifts', 'daily', 'supporters'] as const;

interface Exported {
  readonly text: string;
  readonly rows: Record<string, string>[];
  readonly totals: ControlTotals;
}

async function exported(
  ledger: Pick<TempLedger, 'dir'>,
  parts: Partial<AskedExport> & Pick<AskedExport, 'view'>,
): Promise<Exported> {
  const asked = { ...FACTS, mode: 'live', format: 'csv', csv: PLAIN_CSV, head: null } as const;
  const opened = openExport({ ...asked, dataDir: ledger.dir, ...parts });
  const { bytes, totals } = await drained(opened.pieces);
  opened.close();
  const text = bytes.toString('utf8');
  return {
    ...{ text, totals },
    get rows() {
      return parse<Record<string, string>>(text, { columns: true });
    },
  };
}

describe('a year of everything (seed 20261125)', () => {
  let ledger: TempLedger;
  beforeAll(() => {
    ledger = ledgerYear(20_261_125);
    const card = rateCard({ validFromMs: YEAR_START + 100 * 86_400_000 });
    ledger.store.commit([{ type: 'shippedRateCards', cards: [card] }]);
  });
  afterAll(() => ledger[Symbol.dispose]());

  it.each(Object.entries(COLUMNS))('has the promised columns in view %s', async (view, columns) => {
    const { text } = await exported(ledger, { view: view as keyof typeof COLUMNS });
    expect(text.slice(0, text.indexOf('\r\n'))).toBe(columns);
  });

  it(
    'adds up to the ledger in every view, for 200 random filters',
    { timeout: 300_000 },
    async () => {
      const random = seeded(200);
      const zones = [
        'UTC',
        'Asia/Kathmandu',
        'America/New_York',
        'Pacific/Auckland',
        'Europe/London',
      ];
      for (let filter = 0; filter < 200; filter += 1) {
        const fromMs =
          YEAR_START + between(random, -10, 360 * 96) * 900_000 + between(random, 0, 1);
        const toMs = fromMs + between(random, 1, 60 * 96) * 900_000;
        const zone = zones[filter % zones.length] ?? 'UTC';
        const period: ExportPeriod = {
          fromMs: filter % 10 === 0 ? null : fromMs,
          toMs: filter % 15 === 0 ? null : toMs,
        };
        const held = queries.totals(ledger.db, { ...period, zone, currency: 'USD', by: 'day' });
        const expected = new Map<string, bigint>();
        for (const { platform, unit, units } of held.total.observed) {
          const key = `${platform}/${unit}`;
          expected.set(key, (expected.get(key) ?? 0n) + units);
        }
        const nonZero = [...expected].filter(([, units]) => units !== 0n).sort(byKey);
        for (const view of [...GIFT_VIEWS, 'journal'] as const) {
          const result = await exported(ledger, { view, period, zone });
          expect(sumsOf(result.totals), `${view}, filter ${filter}`).toEqual(nonZero);
          if (view === 'daily') expect(result.rows.map(dayLine)).toEqual(linesOf(held.parts));
        }
        const [format, view] = OTHER_FORMATS[filter % OTHER_FORMATS.length] ?? ['jsonl', 'gifts'];
        const other = await exported(ledger, { format, view, period, zone });
        expect(sumsOf(other.totals), `${format}, filter ${filter}`).toEqual(nonZero);
        if (format === 'jsonl') expect(bookedIn(other.text), `filter ${filter}`).toEqual(nonZero);
      }
    },
  );

  it('lists the payouts that stand, with the rate that each came to', async () => {
    const { rows, totals } = await exported(ledger, { view: 'payouts' });
    const standing = queries.standingPayouts(ledger.db, { limit: 1_000 });
    expect(rows.map((row) => Number(row['seq']))).toEqual(standing.map(({ seq }) => seq).reverse());
    const first = standing.at(-1);
    const { payout } = first ?? expect.fail('no payout');
    const cents = (minor: number) =>
      `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
    expect(rows[0]).toMatchObject({
      gross: cents(payout.grossMinor),
      fee: '1.00',
      tax: '0.07',
      net: cents(payout.netMinor),
      note: expect.stringContaining('"books"') as string,
    });
    const rate = BigInt(rows[0]?.['effective_rate']?.replace(/^0\.0*/, '') ?? '');
    expect(rate).toBeGreaterThan(0n);
    expect(totals.units.map(({ platform }) => platform)).toEqual(['myshop', 'tiktok']);
  });

  it('can be made again later as it was at a head, but for names and last sights', async () => {
    using live = ledgerYear(7, 60);
    const opened = openExport({
      ...{ ...FACTS, mode: 'live', format: 'csv', view: 'gifts', csv: PLAIN_CSV, head: null },
      dataDir: live.dir,
    });
    opened.close();
    const { head } = opened;
    const before = new Map<string, unknown>();
    for (const view of EXPORT_VIEWS)
      before.set(view, figures((await exported(live, { view, head })).rows));
    const open = live.one(
      `SELECT seq FROM journal WHERE kind = 'gift' AND delta > 0
       AND effective_at > (SELECT max(to_at) FROM period_lock) LIMIT 1`,
    );
    recorded(live, { kind: 'reversal', corrects: open });
    recorded(live, { kind: 'lock', fromMs: null, toMs: live.clock.now() });
    const late = giftFrame({
      counter: total(500),
      final: true,
      sender: { id: 'z', handle: null, name: 'Z' },
    });
    live.store.commit([
      gift({ ...late, giftKey: 'tiktok|combo|ada|5655|d55', occurredAtMs: null }),
    ]);
    live.store.commit([gift(giftFrame({ observed: 'mirrored', giftKey: 'later' }))]);
    for (const view of EXPORT_VIEWS) {
      const [then, now] = [await exported(live, { view, head }), await exported(live, { view })];
      expect(figures(then.rows), view).toEqual(before.get(view));
      if (view !== 'payouts') expect(figures(now.rows), view).not.toEqual(before.get(view));
    }
  });
});

describe('personal data', () => {
  const secrets = ['Ada', 'ada', '@creator', 'books'];

  it('is in no view when pseudonyms are asked for, which stay the same within a file', async () => {
    using ledger = ledgerYear(11, 40);
    for (const view of EXPORT_VIEWS) {
      const { text } = await exported(ledger, { view, people: 'pseudonyms' });
      const shown = text.replaceAll(/[0-9a-f]{64}/g, 'hash');
      for (const secret of [...secrets, 'someone', 'Some; one', 'v1']) {
        expect(shown.includes(secret), `${secret} in ${view}`).toBe(false);
      }
    }
    const named = (await exported(ledger, { view: 'gifts' })).rows;
    const hidden = (await exported(ledger, { view: 'gifts', people: 'pseudonyms' })).rows;
    const pseudonyms = new Map<string, Set<string>>();
    for (const [at, row] of hidden.entries()) {
      const name = named[at]?.['sender_id'] ?? '';
      // The same id on two platforms is two people.
      const key = `${row['platform'] ?? ''}/${name}`;
      pseudonyms.set(key, (pseudonyms.get(key) ?? new Set()).add(row['sender_name'] ?? ''));
    }
    expect([...pseudonyms.values()].every((names) => names.size === 1)).toBe(true);
    const all = [...pseudonyms.values()].map((names) => [...names].join());
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((name) => /^supporter-\d+$/.test(name))).toBe(true);
    expect(hidden.map((row) => row['units'])).toEqual(named.map((row) => row['units']));
  });
});

describe('the day of a stream', () => {
  it('says how long somebody watched, and nothing where nobody can', async () => {
    using ledger = tempLedger();
    const at = ledger.clock.now();
    ledger.store.commit([
      sourceState('connected', at),
      { type: 'openSession', title: '', by: 'hand', atMs: at },
    ]);
    ledger.store.commit([gift(giftFrame({ final: true }))]);
    ledger.store.commit([
      gift(giftFrame({ final: true, platform: 'myshop', giftKey: 'myshop|msg|1', unit: 'star' })),
    ]);
    ledger.clock.advance(3_000);
    ledger.store.commit([sourceState('disconnected', ledger.clock.now())]);
    const head = { seq: ledger.store.head().seq, observedNo: 0, atMs: at + 5_000 };
    const { rows } = await exported(ledger, { view: 'daily', head });
    expect(
      rows.map((row) => [row['platform'], row['observed_seconds'], row['live_seconds']]),
    ).toEqual([
      ['myshop', '', ''],
      ['tiktok', '3', '5'],
    ]);
  });
});

describe('the spelling of a CSV', () => {
  it('follows the spreadsheet’s country', async () => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(
        giftFrame({ final: true, unit: 'USD', platform: 'shop', unitsEach: 1_250, giftKey: 'k' }),
      ),
    ]);
    const csv = { separator: 'semicolon', decimal: 'comma', bom: true } as const;
    const { text } = await exported(ledger, { view: 'gifts', csv });
    expect(text.startsWith('\uFEFFgift_key;effective_at;')).toBe(true);
    expect(text).toContain(';USD;12,50;face-value;');
    const tabbed = await exported(ledger, {
      view: 'gifts',
      csv: { ...PLAIN_CSV, separator: 'tab' },
    });
    expect(tabbed.text.split('\r\n')[1]?.split('\t')).toHaveLength(23);
  });
});

/** Rows without what is only known as it stands today. */
function figures(rows: readonly Record<string, string>[]): unknown {
  return rows.map(({ sender_name: _name, last_at: _lastAt, ...rest }) => rest);
}

function byKey([a]: readonly [string, bigint], [b]: readonly [string, bigint]): number {
  return a < b ? -1 : 1;
}

type Sums = readonly (readonly [string, bigint])[];

function sumsOf({ units }: ControlTotals): Sums {
  return units
    .map(({ platform, unit, units: sum }) => [`${platform}/${unit}`, sum] as const)
    .filter(([, sum]) => sum !== 0n);
}

/** Income by the rows of a file of JSON Lines, whatever its totals say. */
function bookedIn(text: string): Sums {
  const lines = text.trimEnd().split('\n').slice(1, -1);
  const sums = new Map<string, bigint>();
  for (const line of lines) {
    const row = JSON.parse(line) as {
      readonly booked: boolean;
      readonly platform: string;
      readonly unit: string;
      readonly units: number | null;
    };
    if (!row.booked || row.units === null) continue;
    const key = `${row.platform}/${row.unit}`;
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(row.units));
  }
  return [...sums].filter(([, units]) => units !== 0n).sort(byKey);
}

function dayLine(row: Record<string, string>): string {
  return ['date', 'platform', 'kind', 'unit', 'gifts', 'units', 'estimate_amount']
    .map((name) => row[name])
    .join(' ');
}

function linesOf(parts: ReturnType<typeof queries.totals>['parts']): readonly string[] {
  return parts.flatMap(({ label, observed }) =>
    observed.map(({ platform, kind, unit, gifts, units, estimate }) => {
      const { femtos, basis } = estimate;
      const worth = basis === null ? '' : femtosText(femtos);
      return [label, platform, kind, unit, gifts, units, worth].join(' ');
    }),
  );
}

/** Femtos of USD as the exact decimal of at least two places. */
function femtosText(femtos: bigint): string {
  const digits = femtos.toString().padStart(16, '0');
  const fraction = digits.slice(-15).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -15)}.${fraction}`;
}
