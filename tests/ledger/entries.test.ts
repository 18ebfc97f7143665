/** Entries by hand: what is taken, what is refused and why, and what locked periods and reversals do to gifts. */
import { describe, expect, it } from 'vitest';
import {
  T0,
  answerTo,
  comboKey,
  entryCommand,
  gift,
  giftFrame,
  recorded,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const HOUR_MS = 3_600_000;
const PAYOUT = {
  kind: 'payout',
  atMs: T0,
  platform: 'tiktok',
  unit: 'coin',
  units: 10_000,
  currency: 'USD',
  grossMinor: 5_000,
  feeMinor: 90,
  taxMinor: 0,
  netMinor: 4_910,
};
const EXPENSE = {
  kind: 'expense',
  atMs: T0,
  platform: null,
  unit: 'USD',
  units: 1_250,
  heldAt: 'bank',
  category: 'gear',
};

function settledCombo(ledger: TempLedger, key: string, count: number, atMs = T0): number {
  const frame = giftFrame({ giftKey: comboKey(key), counter: total(count), final: true });
  ledger.store.commit([gift({ ...frame, occurredAtMs: atMs }, { observedAtMs: atMs })]);
  return ledger.one('SELECT max(seq) FROM journal') as number;
}

function balances(ledger: TempLedger): Record<string, number> {
  const rows = ledger.all<{ name: string; amount: number }>(
    "SELECT account || ' ' || commodity AS name, amount FROM balance WHERE amount <> 0",
  );
  return Object.fromEntries(rows.map(({ name, amount }) => [name, amount]));
}

describe('an entry', () => {
  it('is one row of the journal, and its postings are in the balances at once', () => {
    using ledger = tempLedger();
    settledCombo(ledger, '1', 12_000);
    expect(answerTo(ledger, PAYOUT, { note: 'January' })).toEqual({
      type: 'entry',
      ok: true,
      seq: 2,
      effectiveAtMs: T0,
      moved: false,
      known: false,
    });
    expect(balances(ledger)).toEqual({
      'assets:bank USD': 4_910,
      'assets:tiktok:coins COIN': 2_000,
      'equity:conversion:COIN-USD COIN': 10_000,
      'equity:conversion:COIN-USD USD': -5_000,
      'expenses:tiktok:fees USD': 90,
      'income:tiktok:gifts COIN': -12_000,
    });
    expect(ledger.one('SELECT note FROM entry_note WHERE seq = 2')).toBe('January');
    expect(ledger.one('SELECT note FROM journal WHERE seq = 2')).toBeNull();
    expect(ledger.verify().findings).toEqual([]);
  });

  it('sent again under its id is answered as before, and booked once', () => {
    using ledger = tempLedger();
    const first = answerTo(ledger, EXPENSE, { id: 'invoice-7' });
    const again = answerTo(ledger, EXPENSE, { id: 'invoice-7' });
    expect(again).toEqual({ ...first, known: true });
    expect(ledger.store.head().seq).toBe(1);
    expect(answerTo(ledger, { ...EXPENSE, units: 1 }, { id: 'invoice-7' })).toMatchObject({
      ok: false,
      code: 'id_taken',
    });
    expect(ledger.store.head().seq).toBe(1);
  });

  it.each([
    ['unbalanced', { ...PAYOUT, netMinor: 4_911 }],
    ['unknown_currency', { ...PAYOUT, currency: 'XXQ' }],
    ['unknown_unit', { ...PAYOUT, unit: 'coins' }],
    ['date_too_early', { ...EXPENSE, atMs: Date.UTC(2014, 11, 31) }],
    ['date_in_future', { ...EXPENSE, atMs: T0 + 49 * HOUR_MS }],
    ['malformed', { ...EXPENSE, units: 12.5 }],
    ['malformed', { kind: 'gift' }],
    ['malformed', null],
    ['erasure_by_erase', { kind: 'erasure', personNo: 1 }],
    ['row_unknown', { kind: 'reversal', corrects: 99 }],
    ['period_empty', { kind: 'lock', fromMs: T0, toMs: T0 }],
    ['period_not_over', { kind: 'lock', fromMs: null, toMs: T0 + HOUR_MS }],
  ])('that cannot be is refused as %s, in words, and leaves nothing behind', (code, entry) => {
    using ledger = tempLedger();
    const answer = answerTo(ledger, entry, { note: 'x', id: 'x' });
    expect(answer).toMatchObject({ ok: false, code });
    expect(answer.ok ? '' : answer.message).toMatch(/^[A-Z“0-9].*Nothing was recorded\.$/);
    expect(ledger.store.head().seq).toBe(0);
    expect(ledger.one('SELECT count(*) FROM message') as number).toBe(0);
    expect(ledger.one('SELECT count(*) FROM entry_note') as number).toBe(0);
  });

  it('shares a commit with gifts in the order in which they came', () => {
    using ledger = tempLedger();
    const frame = (count: number) => gift(giftFrame({ counter: total(count), final: count === 9 }));
    const { outcomes, gifts } = ledger.store.commit([
      frame(4),
      entryCommand(EXPENSE),
      frame(9),
      entryCommand({ kind: 'reversal', corrects: 2 }),
    ]);
    expect(outcomes.map((one) => (typeof one === 'object' ? one.ok : one))).toEqual([
      'accepted',
      true,
      'accepted',
      true,
    ]);
    expect(ledger.all('SELECT kind, delta FROM journal ORDER BY seq')).toEqual([
      { kind: 'gift', delta: 4 },
      { kind: 'expense', delta: null },
      { kind: 'gift', delta: 5 },
      { kind: 'reversal', delta: null },
    ]);
    expect(gifts.map(({ seq, delta }) => [seq, delta])).toEqual([
      [1, 4],
      [3, 5],
    ]);
    expect(balances(ledger)).toMatchObject({ 'assets:tiktok:coins COIN': 9 });
    expect(ledger.verify().findings).toEqual([]);
  });
});

describe('a reversal', () => {
  it('takes an entry back with all that it moved, once', () => {
    using ledger = tempLedger();
    const seq = recorded(ledger, EXPENSE);
    recorded(ledger, { kind: 'reversal', corrects: seq });
    expect(balances(ledger)).toEqual({});
    expect(answerTo(ledger, { kind: 'reversal', corrects: seq })).toMatchObject({
      code: 'already_reversed',
    });
    expect(answerTo(ledger, { kind: 'reversal', corrects: seq + 1 })).toMatchObject({
      code: 'reversal_final',
    });
  });

  it('takes a gift back whole, whichever of its rows it names, and the gift stays reversed', () => {
    using ledger = tempLedger();
    for (const count of [2, 5]) ledger.store.commit([gift(giftFrame({ counter: total(count) }))]);
    const report = ledger.store.commit([entryCommand({ kind: 'reversal', corrects: 1 })]);
    expect(report.corrected).toEqual([1]);
    expect(ledger.all('SELECT quantity, units, status FROM gift')).toEqual([
      { quantity: 0, units: 0, status: 'reversed' },
    ]);
    expect(ledger.all('SELECT gifts, quantity, units FROM bucket')).toEqual([
      { gifts: 0, quantity: 0, units: 0 },
    ]);
    expect(balances(ledger)).toEqual({});
    const [later] = ledger.store.commit([gift(giftFrame({ counter: total(9) }))]).outcomes;
    expect(later).toBe('conflict');
    expect(ledger.one('SELECT code FROM problem ORDER BY problem_no DESC')).toBe('reversed_gift');
    // Nothing is expected of it any more either.
    ledger.clock.advance(11_000);
    expect(ledger.store.sweep()).toBeNull();
    expect(ledger.verify().findings).toEqual([]);
  });
});

describe('a locked period', () => {
  it('keeps its figures: a gift that grows late is booked at its end, and says so', () => {
    using ledger = tempLedger();
    settledCombo(ledger, '1', 5);
    ledger.clock.advance(2 * HOUR_MS);
    const lockEnd = T0 + HOUR_MS;
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: lockEnd });
    const [outcome] = ledger.store.commit([
      gift(giftFrame({ counter: total(8), final: true })),
    ]).outcomes;
    expect(outcome).toBe('accepted');
    expect(ledger.all('SELECT quantity, units, effective_at FROM gift')).toEqual([
      { quantity: 8, units: 8, effective_at: T0 },
    ]);
    expect(ledger.all('SELECT gift_no, effective_at, quantity, units FROM gift_late')).toEqual([
      { gift_no: 1, effective_at: lockEnd, quantity: 3, units: 3 },
    ]);
    expect(ledger.all('SELECT quarter_at, gifts, units FROM bucket ORDER BY 1')).toEqual([
      { quarter_at: T0, gifts: 1, units: 5 },
      { quarter_at: lockEnd, gifts: 0, units: 3 },
    ]);
    expect(ledger.one('SELECT note FROM journal ORDER BY seq DESC LIMIT 1')).toBe(
      'period locked: booked at its end',
    );
    expect(ledger.verify().findings).toEqual([]);
  });

  it('passes on what is first seen of it, and entries dated in it, to the next open time', () => {
    using ledger = tempLedger();
    ledger.clock.advance(3 * HOUR_MS);
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: T0 + HOUR_MS });
    recorded(ledger, { kind: 'lock', fromMs: T0 + HOUR_MS, toMs: T0 + 2 * HOUR_MS });
    const tip = tipFrame(500, 'USD', { occurredAtMs: T0 + 60_000 });
    ledger.store.commit([gift(tip, { live: false, observedAtMs: ledger.clock.now() })]);
    expect(ledger.all('SELECT effective_at FROM gift')).toEqual([
      { effective_at: T0 + 2 * HOUR_MS },
    ]);
    expect(ledger.one('SELECT first_at FROM gift_identity')).toBe(T0 + 60_000);
    expect(answerTo(ledger, { ...EXPENSE, atMs: T0 })).toMatchObject({
      ok: true,
      moved: true,
      effectiveAtMs: T0 + 2 * HOUR_MS,
    });
    expect(ledger.verify().findings).toEqual([]);
  });

  it('lets no row of its own be taken back until it is unlocked by reversing the lock', () => {
    using ledger = tempLedger();
    const giftRow = settledCombo(ledger, '1', 5);
    const expense = recorded(ledger, EXPENSE);
    ledger.clock.advance(2 * HOUR_MS);
    const lock = recorded(ledger, { kind: 'lock', fromMs: null, toMs: T0 + HOUR_MS });
    for (const corrects of [giftRow, expense]) {
      const answer = answerTo(ledger, { kind: 'reversal', corrects });
      expect(answer).toMatchObject({ ok: false, code: 'row_locked' });
      expect(answer.ok ? '' : answer.message).toContain(`reversing row ${lock}`);
    }
    recorded(ledger, { kind: 'reversal', corrects: lock });
    recorded(ledger, { kind: 'reversal', corrects: giftRow });
    recorded(ledger, { kind: 'reversal', corrects: expense });
    expect(balances(ledger)).toEqual({});
    expect(ledger.all('SELECT released_seq FROM period_lock')).toEqual([{ released_seq: 4 }]);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('takes a gift with a late part back part by part, each where it was booked', () => {
    using ledger = tempLedger();
    settledCombo(ledger, '1', 5);
    ledger.clock.advance(2 * HOUR_MS);
    const lock = recorded(ledger, { kind: 'lock', fromMs: null, toMs: T0 + HOUR_MS });
    ledger.store.commit([gift(giftFrame({ counter: total(8), final: true }))]);
    recorded(ledger, { kind: 'reversal', corrects: lock });
    recorded(ledger, { kind: 'reversal', corrects: 1 });
    expect(
      ledger.all(
        "SELECT effective_at, units_delta, count_after FROM journal WHERE kind = 'reversal' AND gift_no = 1",
      ),
    ).toEqual([
      { effective_at: T0, units_delta: -5, count_after: 3 },
      { effective_at: T0 + HOUR_MS, units_delta: -3, count_after: 0 },
    ]);
    expect(ledger.all('SELECT gifts, quantity, units FROM bucket')).toEqual([
      { gifts: 0, quantity: 0, units: 0 },
      { gifts: 0, quantity: 0, units: 0 },
    ]);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('cannot begin while a gift of it is still growing, nor twice', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame())]);
    ledger.clock.advance(HOUR_MS);
    const lock = { kind: 'lock', fromMs: null, toMs: T0 + 60_000 };
    expect(answerTo(ledger, lock)).toMatchObject({ ok: false, code: 'gift_open' });
    ledger.store.sweep();
    recorded(ledger, lock);
    expect(answerTo(ledger, { ...lock, fromMs: T0 })).toMatchObject({ code: 'already_locked' });
  });

  it('is still in force after a restart', () => {
    using ledger = tempLedger();
    ledger.clock.advance(HOUR_MS);
    recorded(ledger, { kind: 'lock', fromMs: null, toMs: T0 + 60_000 });
    ledger.reopen();
    expect(answerTo(ledger, EXPENSE)).toMatchObject({ moved: true, effectiveAtMs: T0 + 60_000 });
  });
});
