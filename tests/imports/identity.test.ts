/** Export → import into an empty ledger → export is the same file, but for what a view does not carry. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';
import {
  T0,
  comboKey,
  entryCommand,
  gift,
  giftFrame,
  tempLedger,
  tipFrame,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { exportOf, importRows, readAll, rowsOf } from '../tools/imported.ts';

const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
const TEST_WITHIN_MS = NIGHTLY ? 60 * 60_000 : 20_000;
const HOUR_MS = 3_600_000;

/** Numbers of this very ledger: of its rows and sessions. They mean nothing in another. */
const LOCAL = ['session_id', 'seq'];

/** The file without what is the ledger's own, and without totals over the bytes of it. */
function comparable(bytes: Buffer, format: string): string[] {
  const lines = bytes
    .toString('utf8')
    .split(format === 'csv' ? '\r\n' : '\n')
    .filter(Boolean);
  if (format === 'csv') {
    // The two local columns hold digits only, so that a cut at commas finds them from either end.
    const names = (lines[0] ?? '').split(',');
    const fromEnd = (name: string) => names.indexOf(name) - names.length;
    return cellsOf(bytes.toString('utf8')).map((cells) =>
      cells
        .filter((_, at) => !LOCAL.some((name) => at - names.length === fromEnd(name)))
        .join('\u0001'),
    );
  }
  return lines.slice(1).map((line) => {
    const row = JSON.parse(line) as Record<string, unknown> & {
      totals?: { contentSha256?: string };
    };
    row['session_id'] = null;
    row['seq'] = null;
    if (row.totals !== undefined) delete row.totals.contentSha256;
    return JSON.stringify(row);
  });
}

/** A reader of its own, so that a fault of the import's cannot hide itself. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"') quoted = true;
    else if (char === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (char === '\r' && text[at + 1] === '\n') {
      rows.at(-1)?.push(cell);
      rows.push([]);
      cell = '';
      at += 1;
    } else cell += char;
  }
  return rows.slice(0, -1);
}

const anyName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '=1+1',
    "'quoted",
    "'=x",
    'a,b;c',
    'say "hi"',
    'two\nlines',
    'ret\rurn',
    'tab\t',
    '\0nul',
    '＝wide',
    '\u2028sep',
    null,
  ),
);

const anyGift: fc.Arbitrary<LedgerCommand> = fc
  .record({
    form: fc.constantFrom('combo', 'message', 'tip', 'bits', 'observed'),
    no: fc.integer({ min: 1, max: 12 }),
    count: fc.integer({ min: 1, max: 40 }),
    each: fc.constantFrom(1, 5, 30, null),
    person: fc.integer({ min: 0, max: 3 }),
    name: anyName,
    final: fc.boolean(),
    minute: fc.integer({ min: 0, max: 600 }),
  })
  .map(({ form, no, count, each, person, name, final, minute }) => {
    const occurredAtMs = T0 - HOUR_MS + minute * 1_000;
    const sender = { id: `p${person}`, handle: name, name };
    const common: Partial<GiftFrame> = { sender, occurredAtMs, gift: { id: `g${no}`, name } };
    const counter = { type: 'total', atLeast: count } as const;
    const messageId = `${form}-${no}`;
    switch (form) {
      case 'tip':
        return gift(
          tipFrame(no * 25, 'EUR', { ...common, messageId, gift: { id: null, name: null } }),
          { live: false },
        );
      case 'bits':
        return gift(
          giftFrame({
            ...{ ...common, counter, messageId, platform: 'twitch', kind: 'bits', unit: 'bit' },
            ...{ unitsEach: 1, final: true, giftKey: messageKey('twitch', messageId) },
          }),
        );
      case 'observed':
        return gift(
          giftFrame({
            ...common,
            counter,
            unitsEach: 3,
            giftKey: comboKey(`seen-${no}`),
            observed: 'mirrored',
          }),
        );
      case 'combo':
      case 'message':
        return gift(
          giftFrame({
            ...common,
            counter,
            final,
            unitsEach: each,
            giftKey: comboKey(`${form}-${no}`),
            receiverId: no % 2 ? 'me' : null,
          }),
        );
    }
  });

const anyPayout: fc.Arbitrary<LedgerCommand> = fc
  .record({
    day: fc.integer({ min: 1, max: 20 }),
    net: fc.integer({ min: 1, max: 9_999_999 }),
    fee: fc.nat(5_000),
    note: fc.string({ unit: 'grapheme', maxLength: 20 }),
  })
  .map(({ day, net, fee, note }) =>
    entryCommand(
      {
        ...{
          kind: 'payout',
          atMs: T0 - day * 24 * HOUR_MS,
          platform: 'tiktok',
          unit: 'coin',
          units: 1_000,
        },
        ...{ currency: 'USD', grossMinor: net + fee, feeMinor: fee, taxMinor: 0, netMinor: net },
      },
      { note: note.toWellFormed() },
    ),
  );

type Act =
  | { readonly type: 'commit'; readonly commands: readonly LedgerCommand[] }
  | { readonly type: 'reverse'; readonly at: number }
  | { readonly type: 'lock' };

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.oneof({ weight: 5, arbitrary: anyGift }, anyPayout), { minLength: 1, maxLength: 6 })
      .map((commands) => ({ type: 'commit' as const, commands })),
  },
  { weight: 1, arbitrary: fc.nat(50).map((at) => ({ type: 'reverse' as const, at })) },
  { weight: 1, arbitrary: fc.constant({ type: 'lock' as const }) },
);

function play(ledger: TempLedger, acts: readonly Act[]): void {
  for (const act of acts) {
    ledger.clock.advance(60_000);
    if (act.type === 'commit') ledger.store.commit(act.commands);
    else if (act.type === 'reverse') {
      const corrects = (act.at % Math.max(1, ledger.store.head().seq)) + 1;
      ledger.store.commit([entryCommand({ kind: 'reversal', corrects })]);
    } else {
      ledger.clock.advance(60_000);
      ledger.store.sweep();
      ledger.store.commit([
        entryCommand({ kind: 'lock', fromMs: null, toMs: ledger.clock.now() - 2 * HOUR_MS }),
      ]);
    }
  }
  // A gift that still grows comes back unconfirmed, as at any start.
  ledger.reopen();
}

/** What was booked in parts and then taken back has no line left that says anything. */
const isWithoutLate = (ledger: TempLedger) =>
  ledger.one(
    "SELECT count(*) FROM gift_late JOIN gift USING (gift_no) WHERE gift.status = 'reversed'",
  ) === 0;

describe('an own export that is imported into an empty ledger', () => {
  it.each(['csv', 'jsonl'])(
    'is exported again the same, as %s',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyAct, { minLength: 1, maxLength: 12 }), async (acts) => {
          using ledger = tempLedger();
          play(ledger, acts);
          fc.pre(isWithoutLate(ledger));
          using other = tempLedger(ledger.clock);
          for (const view of ['gifts', 'payouts'] as const) {
            const before = await exportOf(ledger, view, format);
            const lines = await readAll(before);
            expect(lines.filter((line) => line.type === 'refused')).toEqual([]);
            const rows = rowsOf(lines);
            expect(importRows(other, rows)).toMatchObject({
              added: rows.length,
              known: 0,
              conflicts: 0,
            });
            const after = await exportOf(other, view, format);
            expect(comparable(after, format)).toEqual(comparable(before, format));
            // Twice is once, and at home it changes nothing at all.
            expect(importRows(other, rows)).toMatchObject({ added: 0, known: rows.length });
            const head = ledger.store.head();
            expect(importRows(ledger, rows)).toMatchObject({ added: 0, known: rows.length });
            expect(ledger.store.head()).toEqual(head);
          }
          expect(other.verify().findings).toEqual([]);
          expect(ledger.verify().findings).toEqual([]);
        }),
        { numRuns: NIGHTLY ? 500 : 15 },
      );
    },
    TEST_WITHIN_MS,
  );
});
