import { describe, expect, it } from 'vitest';
import type { CommitReport } from '../../electron/ledger/commands.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';
import {
  T0,
  TIKFINITY,
  TIKTOK,
  bundleFrame,
  comboKey,
  gift,
  giftFrame,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const HOUR_MS = 3_600_000;

interface StoredGift {
  readonly quantity: number;
  readonly units: number;
  readonly units_each: number | null;
  readonly status: string;
}

function stored(ledger: TempLedger): StoredGift | undefined {
  return ledger.all<StoredGift>('SELECT quantity, units, units_each, status FROM gift')[0];
}

function journal(ledger: TempLedger) {
  return ledger.all<{
    seq: number;
    delta: number;
    count_after: number;
    units_delta: number;
    status_after: string;
    source: string;
    occurred_at: number | null;
  }>(
    'SELECT seq, delta, count_after, units_delta, status_after, source, occurred_at FROM journal ORDER BY seq',
  );
}

/** Every gift's deltas add up to its count, and all projections follow from the journal. */
function expectSound(ledger: TempLedger): void {
  const sums = ledger.all(
    `SELECT sum(j.delta) AS booked, g.quantity, sum(j.units_delta) AS worth, g.units
     FROM journal j JOIN gift g USING (gift_no) GROUP BY gift_no
     HAVING booked <> g.quantity OR worth <> g.units`,
  );
  expect(sums).toEqual([]);
  expect(ledger.verify().findings).toEqual([]);
}

const codes = (ledger: TempLedger) =>
  ledger
    .all<{ code: string }>('SELECT code FROM problem ORDER BY problem_no')
    .map((row) => row.code);

describe('a combo', () => {
  it('books the growth of each frame, in whatever order frames come', () => {
    using ledger = tempLedger();
    const frames = [13, 15, 14, 17, 16].map((n) => giftFrame({ counter: total(n) }));
    const outcomes = frames.map((frame) => ledger.store.commit([gift(frame)]).outcomes[0]);
    expect(outcomes).toEqual(Array(5).fill('accepted'));
    expect(journal(ledger).map((row) => [row.delta, row.count_after])).toEqual([
      [13, 13],
      [2, 15],
      [2, 17],
    ]);
    expect(stored(ledger)).toMatchObject({ quantity: 17, units: 17, status: 'open' });
    expectSound(ledger);
  });

  it('folds into one row what comes within one commit', () => {
    using ledger = tempLedger();
    const counts = [3, 1, 7, 5];
    const report = ledger.store.commit(counts.map((n) => gift(giftFrame({ counter: total(n) }))));
    expect(journal(ledger)).toHaveLength(1);
    expect(report.gifts).toMatchObject([{ seq: 1, delta: 7, quantity: 7, status: 'open' }]);
    const end = giftFrame({ counter: total(9), final: true });
    ledger.store.commit([gift(giftFrame({ counter: total(8) })), gift(end)]);
    expect(journal(ledger).at(-1)).toMatchObject({
      delta: 2,
      count_after: 9,
      status_after: 'settled',
    });
    expectSound(ledger);
  });

  it('loses nothing with its end frame, and grows after it', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(5), final: true }))]);
    ledger.store.commit([gift(giftFrame({ counter: total(8) }))]);
    expect(stored(ledger)).toMatchObject({ quantity: 8, status: 'settled' });
    expectSound(ledger);
  });

  it('keeps the time of its first accepted frame for all its rows', () => {
    using ledger = tempLedger();
    const times = [T0 + 1_000, T0, T0 + 2_000];
    for (const [index, occurredAtMs] of times.entries()) {
      ledger.store.commit([gift(giftFrame({ counter: total(index + 1), occurredAtMs }))]);
    }
    expect(ledger.all('SELECT DISTINCT effective_at AS at FROM journal')).toEqual([
      { at: T0 + 1_000 },
    ]);
    expect(ledger.all('SELECT first_at, last_at FROM gift_identity')).toEqual([
      { first_at: T0, last_at: T0 + 2_000 },
    ]);
    expectSound(ledger);
  });

  it('of another group is another gift', () => {
    using ledger = tempLedger();
    ledger.store.commit([
      gift(giftFrame({ giftKey: comboKey('1'), counter: total(2) })),
      gift(giftFrame({ giftKey: comboKey('2'), counter: total(3) })),
    ]);
    expect(ledger.one('SELECT sum(units) FROM bucket')).toBe(5);
    expect(ledger.one('SELECT sum(gifts) FROM bucket')).toBe(2);
    expectSound(ledger);
  });
});

describe('a repeated message', () => {
  it('changes nothing, publishes nothing and is answered as a duplicate', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(4) });
    ledger.store.commit([gift(frame)]);
    for (const commands of [[gift(frame)], [gift(frame), gift(frame)]]) {
      const report = ledger.store.commit(commands);
      expect(report.outcomes).toEqual(commands.map(() => 'duplicate'));
      expect(report.gifts).toEqual([]);
      expect(report.sessions).toEqual([]);
    }
    expect(journal(ledger)).toHaveLength(1);
    expectSound(ledger);
  });

  it('is recognised within its own commit and after a restart', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(4), final: true });
    expect(ledger.store.commit([gift(frame), gift(frame)]).outcomes).toEqual([
      'accepted',
      'duplicate',
    ]);
    ledger.reopen();
    expect(ledger.store.commit([gift(frame)]).outcomes).toEqual(['duplicate']);
    expect(stored(ledger)).toMatchObject({ quantity: 4 });
  });

  it('through another source is one gift with two sources and two pieces of evidence', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(4) });
    ledger.store.commit([gift(frame, { evidence: 'json' })]);
    const again = gift(frame, { source: TIKTOK, evidence: 'protobuf' });
    const report = ledger.store.commit([again]);
    expect(report).toMatchObject({ outcomes: ['duplicate'], gifts: [] });
    expect(ledger.store.commit([again]).outcomes).toEqual(['duplicate']);
    expect(ledger.all('SELECT sources FROM gift_identity')).toEqual([
      { sources: JSON.stringify([TIKFINITY, TIKTOK]) },
    ]);
    expect(ledger.all('SELECT source FROM evidence')).toEqual([
      { source: TIKFINITY },
      { source: TIKTOK },
    ]);
    expectSound(ledger);
  });

  it('with other facts is a conflict: recorded, counted, and the first one stands', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ counter: total(4) });
    ledger.store.commit([gift(frame)]);
    const contradictions = [
      { ...frame, counter: total(9) },
      { ...frame, unitsEach: 5 },
      { ...frame, giftKey: comboKey('2') },
      { ...frame, unit: 'bit' },
    ];
    for (const frameOfOtherFacts of contradictions) {
      const report = ledger.store.commit([gift(frameOfOtherFacts)]);
      expect(report).toMatchObject({ outcomes: ['conflict'], gifts: [], conflicts: 1 });
    }
    expect(codes(ledger)).toEqual(Array(4).fill('message_contradiction'));
    expect(ledger.all('SELECT kind, source, code, n FROM problem_count')).toEqual([
      { kind: 'conflict', source: TIKFINITY, code: 'message_contradiction', n: 4 },
    ]);
    expect(stored(ledger)).toMatchObject({ quantity: 4 });
    expect(ledger.all('SELECT count(*) AS n FROM gift')).toEqual([{ n: 1 }]);
    expectSound(ledger);
  });

  it('of the same id on another platform is another message', () => {
    using ledger = tempLedger();
    const tip = tipFrame(500, 'USD', { messageId: 'one' });
    const other = tipFrame(500, 'USD', {
      messageId: 'one',
      platform: 'othershop',
      giftKey: messageKey('othershop', 'one'),
    });
    expect(ledger.store.commit([gift(tip), gift(other)]).outcomes).toEqual([
      'accepted',
      'accepted',
    ]);
  });
});

describe('a contradiction between two messages of one gift', () => {
  function expectOneConflict(ledger: TempLedger, report: CommitReport, code: string): void {
    expect(report).toMatchObject({ outcomes: ['conflict'], conflicts: 1 });
    expect(codes(ledger)).toEqual([code]);
    expectSound(ledger);
  }

  it('about its price: the first price stands, the count is taken', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(2), unitsEach: 5 }))]);
    const report = ledger.store.commit([gift(giftFrame({ counter: total(3), unitsEach: 7 }))]);
    expectOneConflict(ledger, report, 'price_contradiction');
    expect(stored(ledger)).toMatchObject({ quantity: 3, units: 15, units_each: 5 });
  });

  it('about its unit: the first unit stands, the frame is not taken', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(2) }))]);
    const report = ledger.store.commit([gift(giftFrame({ counter: total(3), unit: 'star' }))]);
    expectOneConflict(ledger, report, 'unit_contradiction');
    expect(stored(ledger)).toMatchObject({ quantity: 2 });
    expect(report.gifts).toEqual([]);
  });

  it('about its receiver: the first receiver stands, the count is taken', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ receiverId: 'me' }))]);
    const frame = giftFrame({ counter: total(3), receiverId: 'guest' });
    const report = ledger.store.commit([gift(frame)]);
    expectOneConflict(ledger, report, 'receiver_contradiction');
    expect(stored(ledger)).toMatchObject({ quantity: 3 });
    expect(ledger.one('SELECT receiver_id FROM gift_identity')).toBe('me');
  });

  it('that would make it worth more than a gift can be: the frame is not taken', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(10), unitsEach: 1_000_000_000 }))]);
    const frame = giftFrame({ counter: total(1_000_000_000_000), unitsEach: null, final: true });
    const report = ledger.store.commit([gift(frame)]);
    expect(report).toMatchObject({ outcomes: ['conflict'], gifts: [] });
    expect(codes(ledger)).toEqual(['worth_implausible']);
    expect(stored(ledger)).toMatchObject({ quantity: 10, units: 10_000_000_000 });
    expectSound(ledger);
  });
});

describe('a receiver that is learnt later', () => {
  it('is kept, and the gift is no longer marked as unchecked', () => {
    using ledger = tempLedger();
    const [first] = ledger.store.commit([gift(giftFrame())]).gifts;
    expect(first).toMatchObject({ receiverUnchecked: true });
    const frame = giftFrame({ counter: total(2), receiverId: 'me' });
    expect(ledger.store.commit([gift(frame)]).gifts).toMatchObject([{ receiverUnchecked: false }]);
    expect(ledger.one('SELECT receiver_id FROM gift_identity')).toBe('me');
  });
});

describe('a gift without a price', () => {
  it('waits in suspense, worth nothing, and is priced later by a row that adds worth but no count', () => {
    using ledger = tempLedger();
    const [waiting] = ledger.store.commit([
      gift(giftFrame({ counter: total(4), unitsEach: null })),
    ]).gifts;
    expect(waiting).toMatchObject({ quantity: 4, units: null });
    expect(stored(ledger)).toMatchObject({ quantity: 4, units: 0, units_each: null });
    const report = ledger.store.commit([gift(giftFrame({ counter: total(4), unitsEach: 30 }))]);
    expect(report.gifts).toMatchObject([{ delta: 0, quantity: 4, units: 120 }]);
    expect(journal(ledger).at(-1)).toMatchObject({ delta: 0, units_delta: 120, count_after: 4 });
    expect(stored(ledger)).toMatchObject({ quantity: 4, units: 120, units_each: 30 });
    expect(ledger.all('SELECT gifts, quantity, units FROM bucket')).toEqual([
      { gifts: 1, quantity: 4, units: 120 },
    ]);
    expectSound(ledger);
  });

  it('is worth nothing where the platform says so', () => {
    using ledger = tempLedger();
    const [free] = ledger.store.commit([gift(giftFrame({ unitsEach: 0 }))]).gifts;
    expect(free).toMatchObject({ units: 0, quantity: 1 });
    expect(stored(ledger)).toMatchObject({ units_each: 0 });
    expectSound(ledger);
  });
});

describe('a bundle', () => {
  it('is booked at once and grows only by months that were not announced', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(bundleFrame({ type: 'announced', atLeast: 5 }))]);
    const children = [1, 1, 3].map((atLeast) => gift(bundleFrame({ type: 'child', atLeast })));
    for (const command of children) ledger.store.commit([command]);
    expect(journal(ledger).map((row) => row.delta)).toEqual([5, 2]);
    expect(stored(ledger)).toMatchObject({ quantity: 7, units: 7 });
    // The same children once more, as after a reconnect.
    expect(ledger.store.commit(children).outcomes).toEqual(Array(3).fill('duplicate'));
    expect(stored(ledger)).toMatchObject({ quantity: 7 });
    expectSound(ledger);
  });

  it('counts a child once that came twice in one commit', () => {
    using ledger = tempLedger();
    const child = gift(bundleFrame({ type: 'child', atLeast: 2 }));
    ledger.store.commit([child, child]);
    expect(stored(ledger)).toMatchObject({ quantity: 2 });
    expectSound(ledger);
  });
});

describe('what was seen but is no income', () => {
  it('stays outside the journal and opens no session', () => {
    using ledger = tempLedger();
    const frame = giftFrame({ observed: 'mirrored', counter: total(3), unitsEach: 5 });
    const report = ledger.store.commit([gift(frame, { evidence: 'raw' })]);
    expect(report).toMatchObject({
      outcomes: ['observed'],
      gifts: [],
      observed: [{ reason: 'mirrored', quantity: 3, units: 15, sessionNo: null }],
    });
    expect(journal(ledger)).toEqual([]);
    expect(ledger.store.openSession()).toBeNull();
    expect(ledger.all('SELECT gift_no, observed_no FROM evidence')).toEqual([
      { gift_no: null, observed_no: 1 },
    ]);
    expect(ledger.store.commit([gift(frame)])).toMatchObject({
      outcomes: ['duplicate'],
      observed: [],
    });
    expectSound(ledger);
  });

  it('is one row that grows when it is a combo, and keeps its price when a frame has none', () => {
    using ledger = tempLedger();
    const seen = (n: number, unitsEach: number | null) =>
      gift(giftFrame({ observed: 'other_receiver', counter: total(n), unitsEach }));
    ledger.store.commit([seen(2, null)]);
    ledger.store.commit([seen(5, 10)]);
    ledger.store.commit([seen(4, null)]);
    expect(ledger.all('SELECT quantity, units FROM observed_gift')).toEqual([
      { quantity: 5, units: 50 },
    ]);
  });
});

describe('a clock that is off', () => {
  it('by more than an hour is not believed: our own time counts and the row says so', () => {
    using ledger = tempLedger();
    const occurredAtMs = T0 - HOUR_MS - 1;
    ledger.store.commit([gift(giftFrame({ occurredAtMs }), { observedAtMs: T0 })]);
    expect(
      ledger.all('SELECT occurred_at, observed_at, effective_at, note FROM journal'),
    ).toMatchObject([
      {
        occurred_at: occurredAtMs,
        observed_at: T0,
        effective_at: T0,
        note: expect.stringContaining('clock') as string,
      },
    ]);
    expectSound(ledger);
  });

  it('by an hour or less is believed', () => {
    using ledger = tempLedger();
    const occurredAtMs = T0 - HOUR_MS;
    ledger.store.commit([gift(giftFrame({ occurredAtMs }), { observedAtMs: T0 })]);
    expect(ledger.all('SELECT effective_at, note FROM journal')).toEqual([
      { effective_at: occurredAtMs, note: null },
    ]);
  });

  it('is the sender’s own business where the source is not live', () => {
    using ledger = tempLedger();
    const occurredAtMs = T0 - 400 * 24 * HOUR_MS;
    ledger.store.commit([
      gift(tipFrame(500, 'USD', { occurredAtMs }), { observedAtMs: T0, live: false }),
    ]);
    expect(ledger.one('SELECT effective_at FROM journal')).toBe(occurredAtMs);
  });

  it('in a later frame does not move the gift’s last moment', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame())]);
    const frame = giftFrame({ counter: total(2), occurredAtMs: T0 + 90 * 24 * HOUR_MS });
    ledger.store.commit([gift(frame, { observedAtMs: T0 + 1_000 })]);
    expect(ledger.one('SELECT last_at FROM gift_identity')).toBe(T0 + 1_000);
  });

  it('is not missed where a frame has none', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ occurredAtMs: null }), { observedAtMs: T0 + 5 })]);
    expect(ledger.all('SELECT occurred_at, effective_at FROM journal')).toEqual([
      { occurred_at: null, effective_at: T0 + 5 },
    ]);
  });
});

describe('a supporter', () => {
  it('is one person by platform id under changing names, of which the newest is kept', () => {
    using ledger = tempLedger();
    const named = (name: string, group: string) =>
      gift(giftFrame({ giftKey: comboKey(group), sender: { id: 'ada', handle: null, name } }));
    ledger.store.commit([named('Ada', '1'), named('Ada L.', '2')]);
    ledger.store.commit([named('Countess', '3')]);
    expect(ledger.all('SELECT name FROM person')).toEqual([{ name: 'Countess' }]);
    expect(ledger.all('SELECT gifts, units FROM supporter')).toEqual([{ gifts: 3, units: 3 }]);
    expectSound(ledger);
  });

  it('without any trace is nobody, and the gift counts all the same', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ sender: { id: null, handle: null, name: null } }))]);
    expect(ledger.all('SELECT person_no, units FROM gift')).toEqual([
      { person_no: null, units: 1 },
    ]);
    expect(ledger.all('SELECT * FROM supporter')).toEqual([]);
    expectSound(ledger);
  });
});

describe('a commit that fails', () => {
  it('leaves file and memory as they were, and the same batch can be tried again', () => {
    using ledger = tempLedger();
    ledger.store.commit([gift(giftFrame({ counter: total(2) }))]);
    const before = ledger.store.head();
    const batch = [
      gift(giftFrame({ counter: total(3) })),
      gift(giftFrame({ giftKey: comboKey('2') })),
      { type: 'openSession', title: 'x', by: 'hand', atMs: T0 } as const,
    ];
    ledger.db.exec(
      "CREATE TEMP TRIGGER full BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'no space'); END",
    );
    expect(() => ledger.store.commit(batch)).toThrow('no space');
    expect(ledger.store.head()).toEqual(before);
    expect(ledger.store.openSession()).toMatchObject({ openedBy: 'gift' });
    expect(stored(ledger)).toMatchObject({ quantity: 2 });
    ledger.db.exec('DROP TRIGGER full');
    expect(ledger.store.commit(batch).outcomes).toEqual(['accepted', 'accepted', 'done']);
    expect(ledger.one('SELECT sum(units) FROM bucket')).toBe(4);
    expectSound(ledger);
  });
});
