import { describe, expect, it } from 'vitest';
import { createEvidenceApi } from '../../electron/api/evidence.ts';
import type { LedgerClient } from '../../electron/ledger/client.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import { queries } from '../../electron/ledger/queries.ts';
import { T0, gift, giftFrame, newMessageId, tempLedger } from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';

const DAY_MS = 86_400_000;
const SIX_HOURS_MS = 6 * 3_600_000;

/** The API over a real ledger, with timers that run when they are told to. */
function stage(ledger: TempLedger, settings = new Map<string, string>()) {
  const planned: { run: () => void; delayMs: number }[] = [];
  const failures: unknown[] = [];
  let failing = false;
  const client = {
    app: (method: 'readSetting' | 'writeSetting', key: string, value = '') => {
      if (method === 'readSetting') return Promise.resolve(settings.get(key) ?? null);
      settings.set(key, value);
      return Promise.resolve();
    },
    query: (_: string, asked: { beforeMs: number }) =>
      Promise.resolve(queries.evidenceBefore(ledger.db, asked)),
    submit: (commands: readonly LedgerCommand[]) => {
      if (failing) return Promise.reject(new Error('the disk is full'));
      return Promise.resolve(ledger.store.commit(commands).outcomes);
    },
  } as unknown as LedgerClient;
  const timers = {
    now: () => ledger.clock.now(),
    setTimeout(run: () => void, delayMs: number) {
      const plan = { run, delayMs };
      planned.push(plan);
      return () => {
        const at = planned.indexOf(plan);
        if (at >= 0) planned.splice(at, 1);
      };
    },
  };
  const api = createEvidenceApi(client, timers, (error) => failures.push(error));
  return {
    api,
    settings,
    failures,
    fail: (now: boolean) => (failing = now),
    waits: () => planned.map(({ delayMs }) => delayMs),
    /** Runs what is planned next, to its end. */
    step: async () => {
      planned.shift()?.run();
      for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
    },
  };
}

/** Settled gifts of one coin, seen at a time, each with a raw frame. */
function seen(ledger: TempLedger, count: number, atMs: number): void {
  const commands = Array.from({ length: count }, () => {
    const messageId = newMessageId();
    const giftKey = messageKey('tiktok', messageId);
    const frame = giftFrame({ messageId, giftKey, final: true, occurredAtMs: atMs });
    return gift(frame, { observedAtMs: atMs, evidence: `{"raw":"${messageId}"}` });
  });
  ledger.store.commit(commands);
}

const kept = (ledger: TempLedger) => ledger.one('SELECT count(*) FROM evidence');
const figures = (ledger: TempLedger) => [
  ledger.store.head(),
  ...['bucket', 'balance', 'gift', 'message', 'supporter'].map((table) =>
    ledger.all(`SELECT * FROM ${table}`),
  ),
];

describe('raw frames', () => {
  it('are kept for a year unless told otherwise, and no figure changes when they go', async () => {
    using ledger = tempLedger();
    seen(ledger, 3, T0 - 366 * DAY_MS);
    seen(ledger, 4, T0 - 364 * DAY_MS);
    const before = figures(ledger);
    const { api, step, waits } = stage(ledger);
    expect(await api.retention()).toEqual({ days: 365 });
    api.start();
    await step();
    expect(kept(ledger)).toBe(4);
    await step();
    expect(waits()).toEqual([SIX_HOURS_MS]);
    expect(figures(ledger)).toEqual(before);
    expect(ledger.verify().findings).toEqual([]);
  });

  it('go some thousands at a time, with a breath between, until nothing old is left', async () => {
    using ledger = tempLedger();
    for (let batch = 0; batch < 6; batch += 1) seen(ledger, 2_000, T0 - 400 * DAY_MS + batch);
    const { api, step, waits } = stage(ledger);
    api.start();
    const left: unknown[] = [];
    while (waits()[0] !== SIX_HOURS_MS) {
      await step();
      left.push(kept(ledger));
    }
    expect(left).toEqual([7_000, 2_000, 0, 0]);
  });

  it('are kept for ever when the setting says so, and go at once when it changes', async () => {
    using ledger = tempLedger();
    seen(ledger, 3, T0 - 3_000 * DAY_MS);
    const { api, step, waits, settings } = stage(ledger, new Map([['evidence.days', 'null']]));
    expect(await api.retention()).toEqual({ days: null });
    api.start();
    await step();
    expect([kept(ledger), waits()]).toEqual([3, [SIX_HOURS_MS]]);
    expect(await api.setRetention(30)).toEqual({ ok: true });
    expect([settings.get('evidence.days'), waits()]).toEqual(['30', [0]]);
    await step();
    expect(kept(ledger)).toBe(0);
  });

  it.each(['"soon"', '0', '-5', '{', '1.5'])(
    'are kept as by default when the setting is damaged: %s',
    async (text) => {
      using ledger = tempLedger();
      const { api } = stage(ledger, new Map([['evidence.days', text]]));
      expect(await api.retention()).toEqual({ days: 365 });
    },
  );

  it('are tried again later when the disk fails, which is reported', async () => {
    using ledger = tempLedger();
    seen(ledger, 1, T0 - 400 * DAY_MS);
    const { api, step, waits, fail, failures } = stage(ledger);
    fail(true);
    api.start();
    await step();
    expect([failures.length, kept(ledger), waits()]).toEqual([1, 1, [SIX_HOURS_MS]]);
    fail(false);
    await step();
    expect(kept(ledger)).toBe(0);
  });

  it('are left alone once the companion stops', async () => {
    using ledger = tempLedger();
    seen(ledger, 1, T0 - 400 * DAY_MS);
    const { api, step, waits } = stage(ledger);
    api.start();
    api.stop();
    await step();
    expect([kept(ledger), waits()]).toEqual([1, []]);
  });
});
