import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import csv from '../../electron/exports/csv.export.ts';
import type { GiftExportRow, JournalExportRow } from '../../shared/export-rows.ts';
import type { RateCard } from '../../shared/rates.ts';
import { T0 } from '../tools/builders.ts';
import { drainedNow, exportRequest } from '../tools/export-request.ts';
import type { WrittenExport } from '../tools/export-request.ts';
import { exchangeEntry, exchangeList, rateBook, rateCard } from '../tools/rates.ts';

const COIN_CARD = rateCard();

function giftRow(parts: Partial<GiftExportRow> = {}): GiftExportRow {
  return {
    giftNo: 1,
    observedNo: null,
    personNo: 1,
    counts: true,
    giftKey: 'tiktok|combo|ada|5655|1',
    effectiveAtMs: T0,
    firstAtMs: T0,
    lastAtMs: T0 + 1_500,
    platform: 'tiktok',
    kind: 'gift',
    giftId: '5655',
    giftName: 'Rose',
    senderId: '7',
    senderHandle: 'ada',
    senderName: 'Ada',
    receiverId: null,
    quantity: 34,
    unit: 'coin',
    units: 34,
    status: 'settled',
    booked: true,
    sources: ['tiktok://@creator', 'tikfinity://127.0.0.1:21213'],
    sessionNo: 3,
    seq: 12,
    ...parts,
  };
}

function journalRow(parts: Partial<JournalExportRow> = {}): JournalExportRow {
  return {
    seq: 1,
    format: 1,
    kind: 'gift',
    occurredAtMs: T0,
    observedAtMs: T0 + 20,
    effectiveAtMs: T0,
    sessionNo: 3,
    source: 'tiktok://@creator',
    platform: 'tiktok',
    giftKind: 'gift',
    giftId: '5655',
    giftNo: 1,
    personNo: 1,
    giftCommitment: 'x',
    personCommitment: 'x',
    unit: 'coin',
    unitsEach: 1,
    delta: 34,
    countAfter: 34,
    unitsDelta: 34,
    statusAfter: 'open',
    corrects: null,
    entry: null,
    note: null,
    giftKey: 'tiktok|combo|ada|5655|1',
    giftName: 'Rose',
    senderName: 'Ada',
    hash: 'ab',
    ...parts,
  };
}

function written(
  request: Parameters<typeof exportRequest>[0],
): WrittenExport & { readonly text: string } {
  const all = drainedNow(csv.write(exportRequest(request)));
  return { ...all, text: all.bytes.toString('utf8') };
}

const gifts = (rows: readonly GiftExportRow[], cards: readonly RateCard[] = [COIN_CARD]) =>
  written({ view: 'gifts', books: { gifts: () => rows, rates: rateBook({ cards }) } });

const read = (text: string) =>
  parse<Record<string, string>>(text, { columns: true, record_delimiter: '\r\n' });

const FORMULA_START = /^[=+\-@\t\r\n\0＝＋－＠]/u;

/** What an import does: takes the apostrophe off that was put before a formula's start. */
function unescaped(cell: string | undefined): string | undefined {
  return cell !== undefined && /^'+[=+\-@\t\r\n\0＝＋－＠]/u.test(cell) ? cell.slice(1) : cell;
}

describe('view gifts', () => {
  it('has the promised columns in their order, and one row per gift', () => {
    const { text } = gifts([giftRow()]);
    expect(text).toBe(
      'gift_key,effective_at,first_at,last_at,platform,kind,gift_id,gift_name,sender_id,sender_handle,sender_name,' +
        'receiver_id,quantity,unit,units,status,booked,sources,session_id,estimate_currency,estimate_amount,rate_card,seq\r\n' +
        'tiktok|combo|ada|5655|1,2027-01-15T08:00:00.000Z,2027-01-15T08:00:00.000Z,2027-01-15T08:00:01.500Z,tiktok,gift,' +
        '5655,Rose,7,ada,Ada,,34,coin,34,settled,yes,tiktok://@creator tikfinity://127.0.0.1:21213,3,USD,0.17,tiktok-coin-usd,12\r\n',
    );
  });

  it('leaves units and estimate empty while the price is unknown', () => {
    const [row] = read(gifts([giftRow({ units: null })]).text);
    expect(row).toMatchObject({ quantity: '34', units: '', estimate_amount: '', rate_card: '' });
  });

  it('says booked=no for what is no income, and neither values nor sums it', () => {
    const { text, totals } = gifts([giftRow({ booked: false, seq: null, units: 500 })]);
    expect(read(text)[0]).toMatchObject({
      booked: 'no',
      units: '500',
      estimate_currency: '',
      estimate_amount: '',
      seq: '',
    });
    expect(totals).toEqual({ rows: 1, units: [] });
  });

  it.each([
    ['coins at a fraction of a cent', { units: 1 }, '0.005'],
    ['money at face value', { platform: 'myshop', unit: 'USD', units: 1_999 }, '19.99'],
    ['a worth beyond 2^53 micros', { units: 9_007_199_254_740_991 }, '45035996273704.955'],
    ['nothing where nothing is known', { unit: 'star' }, ''],
    ['nothing for another currency', { unit: 'EUR', units: 500 }, ''],
  ])('estimates %s exactly', (_, parts, amount) => {
    expect(read(gifts([giftRow(parts)]).text)[0]?.['estimate_amount']).toBe(amount);
  });

  it('names the card of the gift’s own kind, and the exchange rate with its day', () => {
    const mine = rateCard({ id: 'mine', kind: 'subgift', origin: 'user', unitMicros: 7_000 });
    const rates = rateBook({
      cards: [COIN_CARD, mine],
      exchange: exchangeList([exchangeEntry({ nanos: 1_250_000_000 })]),
    });
    const rows = [giftRow(), giftRow({ kind: 'subgift' })];
    expect(
      read(
        written({
          view: 'gifts',
          facts: { currency: 'EUR' },
          books: { gifts: () => rows, rates },
        }).text,
      ),
    ).toMatchObject([
      {
        estimate_currency: 'EUR',
        estimate_amount: '0.136',
        rate_card: 'tiktok-coin-usd; USD/EUR 0.8 of 2026-01-01',
      },
      { estimate_amount: '0.1904', rate_card: 'mine; USD/EUR 0.8 of 2026-01-01' },
    ]);
  });

  it('disarms ids and rate cards as well as names', () => {
    const card = { ...COIN_CARD, id: '=cmd', origin: 'user' as const };
    const [row] = read(
      gifts([giftRow({ giftId: '=1', senderId: '-2', receiverId: '@x', giftKey: '+k' })], [card])
        .text,
    );
    expect(row).toMatchObject({
      gift_id: "'=1",
      sender_id: "'-2",
      receiver_id: "'@x",
      gift_key: "'+k",
      rate_card: "'=cmd",
    });
  });
});

describe('hostile names', () => {
  const hostile = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\t') },
      {
        weight: 2,
        arbitrary: fc.constantFrom('\r', '\n', '\r\n', '\0', '＝', '＋', '－', '＠', ' '),
      },
      fc.constantFrom(
        '=HYPERLINK("http://x","y")',
        "=cmd|' /C calc'!A0",
        '\ufeff',
        '👩‍👩‍👧',
        '\u202e',
        '""',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 8 },
  );

  it('come back word for word from a real reader, and none of 10,000 starts a formula', () => {
    const names = fc.sample(
      hostile.map((parts) => parts.join('').toWellFormed()),
      10_000,
    );
    const rows = names.map((name, index) =>
      giftRow({ senderName: name, giftName: name, senderHandle: `h${name}`, seq: index }),
    );
    const { text, totals, told } = gifts(rows);
    const cells = read(text);
    expect(cells).toHaveLength(names.length);
    expect(cells.map((row) => unescaped(row['sender_name']))).toEqual(names);
    expect(cells.map((row) => unescaped(row['gift_name']))).toEqual(names);
    expect(cells.map((row) => row['seq'])).toEqual(names.map((_, index) => String(index)));
    const formulas = cells
      .flatMap((row) => Object.values(row))
      .filter((cell) => FORMULA_START.test(cell));
    expect(formulas).toEqual([]);
    expect(totals).toEqual({
      rows: 10_000,
      units: [{ platform: 'tiktok', unit: 'coin', units: 340_000n }],
    });
    expect(told).toEqual([0, ...Array.from({ length: 20 }, (_, index) => (index + 1) * 500)]);
  });

  it('are quoted as RFC 4180 wants: every line break stands inside quotes', () => {
    const { text } = gifts([
      giftRow({ senderName: 'a\nb' }),
      giftRow({ senderName: 'a\rb' }),
      giftRow({ senderName: 'a\r\nb' }),
      giftRow({ senderName: 'a"b' }),
    ]);
    // Without the quoted cells nothing but whole CRLFs is left.
    const outside = text.replaceAll(/"(?:[^"]|"")*"/g, '');
    expect(outside.replaceAll('\r\n', '')).not.toMatch(/[\r\n"]/);
    expect(outside.split('\r\n')).toHaveLength(6);
  });

  it('that begin with an apostrophe lose exactly the one that was put there', () => {
    for (const name of ["'", "''", "'=1", "''=1", "'a", '=1', "'\t", '-', '＠x']) {
      const [row] = read(gifts([giftRow({ senderName: name })]).text);
      expect(unescaped(row?.['sender_name'])).toBe(name);
    }
  });
});

describe('view journal', () => {
  it('has the promised columns in their order, and one row per journal row', () => {
    const { text, totals } = written({
      view: 'journal',
      books: {
        journal: () => [
          journalRow(),
          journalRow({ seq: 2, note: '=1+1', giftKey: null, occurredAtMs: null }),
        ],
      },
    });
    expect(text.split('\r\n')).toEqual([
      'seq,kind,effective_at,occurred_at,observed_at,gift_key,delta,count_after,unit,units,status_after,corrects,session_id,source,note,hash',
      '1,gift,2027-01-15T08:00:00.000Z,2027-01-15T08:00:00.000Z,2027-01-15T08:00:00.020Z,tiktok|combo|ada|5655|1,34,34,coin,34,open,,3,tiktok://@creator,,ab',
      "2,gift,2027-01-15T08:00:00.000Z,,2027-01-15T08:00:00.020Z,,34,34,coin,34,open,,3,tiktok://@creator,'=1+1,ab",
      '',
    ]);
    expect(totals.units).toEqual([{ platform: 'tiktok', unit: 'coin', units: 68n }]);
  });
});

describe('an export that is not read to its end', () => {
  it('reads no further rows', () => {
    let pulled = 0;
    function* endless(): Generator<GiftExportRow> {
      for (;;) {
        pulled += 1;
        yield giftRow();
      }
    }
    const pieces = csv.write(exportRequest({ view: 'gifts', books: { gifts: endless } }));
    pieces.next();
    pieces.next();
    pieces.return({ rows: 0, units: [] });
    expect(pulled).toBe(500);
  });

  it('of an empty ledger is a header', () => {
    expect(gifts([]).text.split('\r\n')).toHaveLength(2);
    expect(gifts([]).totals).toEqual({ rows: 0, units: [] });
  });
});
