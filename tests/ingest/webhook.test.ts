import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIngest } from '../../electron/ingest/ingest.ts';
import { createWebhook } from '../../electron/ingest/webhook.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import { readerOf } from '../../electron/sources/presets/registry.ts';
import { T0, tempLedger } from '../tools/builders.ts';

const gift = (id: string, parts: Record<string, unknown> = {}) => ({
  id,
  platform: 'myshop',
  kind: 'gift',
  sender: { id: 's', name: 'Ada' },
  gift: { id: 'g', name: 'Star' },
  count: 1,
  unit: 'star',
  unitsEach: 1,
  ...parts,
});

type Submit = Parameters<typeof createIngest>[0]['submit'];

function webhookOver(submit: Submit, preset: string | null = null) {
  const shown = vi.fn();
  const takeItems = createWebhook(
    createIngest({ submit }, () => T0, { test: shown, raid: vi.fn() }),
  );
  return { take: (items: readonly unknown[]) => takeItems(items, readerOf(preset)), shown };
}

const nothing = { accepted: 0, duplicates: 0, conflicts: 0, tests: 0, rejected: [] };

describe('a webhook post', () => {
  it('is answered with what became of each item, after the commit', async () => {
    using ledger = tempLedger();
    const { take } = webhookOver((commands) =>
      Promise.resolve(ledger.store.commit(commands).outcomes),
    );
    const items = [
      gift('1'),
      gift('2', { streak: 'k', count: 3, final: false }),
      gift('1'),
      gift('1', { count: 9 }),
      { id: '4', platform: 'myshop', kind: 'tip', money: { currency: 'USD', amount: '5.00' } },
      gift('5', { count: 'many' }),
      'nonsense',
      gift('6', { occurredAt: '1999-01-01T00:00:00Z' }),
      gift('7', { count: 1_000_001, unitsEach: 1_000_000 }),
    ];
    const answer = await take(items);
    expect(answer).toMatchObject({
      ok: true,
      answer: {
        accepted: 3,
        duplicates: 1,
        conflicts: 1,
        tests: 0,
        rejected: [
          { index: 5, code: 'count_invalid' },
          { index: 6, code: 'malformed' },
          { index: 7, code: 'time_implausible' },
          { index: 8, code: 'worth_implausible' },
        ],
      },
    });
    expect(ledger.one('SELECT count(*) FROM gift')).toBe(3);
    expect(ledger.one("SELECT sum(n) FROM problem_count WHERE kind = 'rejected'")).toBe(4);
    expect(await take(items)).toMatchObject({ ok: true, answer: { accepted: 0, duplicates: 4 } });
    expect(ledger.store.openSession()).toBeNull();
    expect(ledger.verify().ok).toBe(true);
  });

  it('of nothing is answered with nothing', async () => {
    const { take } = webhookOver(() => Promise.resolve([]));
    expect(await take([])).toEqual({ ok: true, answer: nothing });
  });

  it('that is a test shows an alert and stores nothing', async () => {
    const submit = vi.fn<Submit>(() => Promise.resolve([]));
    const { take, shown } = webhookOver(submit);
    const tests = [gift('1', { test: true }), { test: 'true' }, gift('2', { test: 1 })];
    expect(await take(tests)).toEqual({ ok: true, answer: { ...nothing, tests: 3 } });
    expect(submit).not.toHaveBeenCalled();
    expect(shown).toHaveBeenCalledTimes(3);
  });

  it('names an item that could not be stored, and accepts the others', async () => {
    const { take } = webhookOver((commands) =>
      Promise.resolve(
        commands.map((command) =>
          command.type === 'gift' && command.gift.frame.messageId === 'bad'
            ? 'refused'
            : 'accepted',
        ),
      ),
    );
    expect(await take([gift('1'), gift('bad')])).toMatchObject({
      ok: true,
      answer: { accepted: 1, rejected: [{ index: 1, code: 'not_storable' }] },
    });
  });

  it('sends its items in their order', async () => {
    const sent: LedgerCommand[] = [];
    const { take } = webhookOver((commands) => {
      sent.push(...commands);
      return Promise.resolve(commands.map(() => 'accepted'));
    });
    await take(['a', 'b', 'c', 'd'].map((id) => gift(id)));
    expect(sent.map((one) => (one.type === 'gift' ? one.gift.frame.messageId : ''))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });
});

describe('a post of a payment service’s events', () => {
  const donation = (id: number, parts: object = {}) => ({
    ...{ id, name: 'Ada', amount: 2.5, currency: 'EUR' },
    ...parts,
  });
  const event = (...message: readonly object[]) => ({ type: 'donation', message });

  it('is answered gift by gift, with the place of the event they came in', async () => {
    using ledger = tempLedger();
    const { take, shown } = webhookOver(
      (commands) => Promise.resolve(ledger.store.commit(commands).outcomes),
      'streamlabs',
    );
    const answer = await take([
      event(donation(1), donation(2), donation(1)),
      { type: 'bits', for: 'twitch_account', message: [{}] },
      event(donation(2, { amount: 3 }), donation(3, { isTest: true }), donation(4, { amount: 0 })),
      'nonsense',
    ]);
    expect(answer).toMatchObject({
      ok: true,
      answer: {
        ...{ accepted: 2, duplicates: 1, conflicts: 1, tests: 1 },
        rejected: [
          { index: 1, code: 'not_a_tip' },
          { index: 2, code: 'amount_invalid' },
          { index: 3, code: 'malformed' },
        ],
      },
    });
    expect(shown).toHaveBeenCalledOnce();
    expect(ledger.all('SELECT gift_key FROM gift_identity ORDER BY gift_key')).toEqual([
      { gift_key: 'streamlabs|msg|1' },
      { gift_key: 'streamlabs|msg|2' },
    ]);
    // A cheer that is repeated is nobody's fault: it is answered, and no problem to look at.
    expect(ledger.one("SELECT sum(n) FROM problem_count WHERE kind = 'rejected'")).toBe(2);
    expect(ledger.verify().ok).toBe(true);
  });

  it('hands the ledger only what the preset keeps', async () => {
    const sent: LedgerCommand[] = [];
    const { take } = webhookOver((commands) => {
      sent.push(...commands);
      return Promise.resolve(commands.map(() => 'accepted'));
    }, 'kofi');
    const secret = { verification_token: 'canary', email: 'a@b.example', message: 'canary' };
    const paid = { kofi_transaction_id: '1', amount: '1.00', currency: 'USD', from_name: 'Ada' };
    await take([
      { ...secret, ...paid, type: 'Donation' },
      { ...secret, ...paid, type: 'Shop Order' },
    ]);
    expect(sent.map(({ type }) => type)).toEqual(['gift', 'rejected']);
    expect(JSON.stringify(sent)).not.toMatch(/canary|b\.example/);
    expect(JSON.stringify(sent)).toContain('Ada');
  });
});

describe('a webhook post that cannot be stored', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is answered so at once while too much waits', async () => {
    const { take } = webhookOver(() => Promise.reject(new Error('too much is waiting')));
    expect(await take([gift('1')])).toMatchObject({ ok: false, code: 'not_stored' });
  });

  it('is answered so after five seconds without a commit, and sending it again is safe', async () => {
    using ledger = tempLedger();
    const late: (() => void)[] = [];
    const { take } = webhookOver(
      (commands) =>
        new Promise((resolve) => {
          late.push(() => resolve(ledger.store.commit(commands).outcomes));
        }),
    );
    const answer = take([gift('1')]);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(await Promise.race([answer, Promise.resolve('waiting')])).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toMatchObject({ ok: false, code: 'not_stored' });
    // The disk answers after all; then the sender tries again.
    late[0]?.();
    const again = take([gift('1')]);
    await vi.advanceTimersByTimeAsync(0);
    late[1]?.();
    expect(await again).toMatchObject({ ok: true, answer: { accepted: 0, duplicates: 1 } });
    expect(ledger.one('SELECT count(*) FROM gift')).toBe(1);
  });

  it('leaves no timer behind once it is answered', async () => {
    const { take } = webhookOver((commands) => Promise.resolve(commands.map(() => 'accepted')));
    await take([gift('1')]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
