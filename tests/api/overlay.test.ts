import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOverlayApi } from '../../electron/api/overlay/index.ts';
import { creditsDurationMs } from '../../electron/api/overlay/credits.ts';
import { createBus } from '../../electron/bus.ts';
import type { LedgerClient } from '../../electron/ledger/client.ts';
import type { LedgerCommand } from '../../electron/ledger/commands.ts';
import { queries } from '../../electron/ledger/queries.ts';
import { alertsOf } from '../../electron/api/overlay/limited.ts';
import { summaryText } from '../../renderer/widgets/words.ts';
import type { AlertState, AlertView } from '../../shared/contract/alert-states.ts';
import { WIDGET_FEEDS } from '../../shared/contract/feeds.ts';
import type { OverlayStates } from '../../shared/contract/overlay-states.ts';
import type { Goal } from '../../shared/goal.ts';
import { sampleAlert } from '../../shared/overlay/samples.ts';
import {
  latestWithoutMoney,
  supportersWithoutMoney,
  tallyWithoutMoney,
} from '../../shared/overlay/without-money.ts';
import {
  T0,
  comboKey,
  entryCommand,
  gift,
  giftFrame,
  tempLedger,
  tipFrame,
  total,
} from '../tools/builders.ts';
import type { TempLedger } from '../tools/builders.ts';

const SETTLE_MS = 1_500;
const KILN: Goal = {
  title: 'A new kiln',
  measure: { type: 'units', platform: 'tiktok', unit: 'coin' },
  target: 100,
  span: { type: 'session' },
};

/** The feeds over a real ledger: what is committed is published, as the client does. */
function stage(ledger: TempLedger) {
  const fail = (error: unknown): never => {
    throw error;
  };
  const bus = createBus(fail);
  const settings = new Map<string, string>();
  const reads: string[] = [];
  const client = {
    query: (name: keyof typeof queries, asked: never) => {
      reads.push(name);
      return Promise.resolve(
        (queries[name] as (db: unknown, asked: never) => unknown)(ledger.db, asked),
      );
    },
    app: (method: 'readSetting' | 'writeSetting', key: string, value: string) =>
      Promise.resolve(
        method === 'readSetting' ? (settings.get(key) ?? null) : void settings.set(key, value),
      ),
  } as unknown as LedgerClient;
  const api = createOverlayApi({
    ledger: client,
    bus,
    generation: 'gen-1',
    currency: 'USD',
    onError: fail,
  });
  const gone = new AbortController();
  return {
    api,
    reads,
    settings,
    /** Opens a feed; `next` is what it tells next. */
    watch<State>(feed: { watch(signal: AbortSignal): AsyncGenerator<State, void, undefined> }) {
      const states = feed.watch(gone.signal);
      return async (): Promise<State> => {
        const told = states.next();
        await vi.advanceTimersByTimeAsync(SETTLE_MS);
        const result = await told;
        if (result.done === true) throw new Error('the feed ended');
        return result.value;
      };
    },
    commit(...commands: readonly LedgerCommand[]) {
      const report = ledger.store.commit(commands);
      const { gifts, observed, entries, corrected, erased, sessions } = report;
      if (gifts.length + observed.length > 0) bus.publish('committed', { gifts, observed });
      if (erased.length > 0) bus.publish('erased', { personNos: erased });
      if (entries.length + corrected.length > 0) {
        bus.publish('recorded', { seqs: entries, giftNos: corrected });
      }
      for (const sessionNo of sessions) bus.publish('session', { sessionNo });
    },
    [Symbol.dispose]() {
      gone.abort();
      api.stop();
    },
  };
}

/** A sender's combo of roses; one that is over may be taken back. */
function roses(sender: string, count: number, final = false): LedgerCommand {
  return gift(
    giftFrame({
      giftKey: `tiktok|${sender}|roses`,
      final,
      counter: total(count),
      sender: { id: sender, handle: sender, name: `${sender} the kind` },
    }),
    { live: true },
  );
}

function textOf(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

describe('what widgets are told', () => {
  let ledger: TempLedger;
  let on: ReturnType<typeof stage>;

  beforeEach(() => {
    vi.useFakeTimers({ now: T0 });
    ledger = tempLedger();
    on = stage(ledger);
  });
  afterEach(() => {
    on[Symbol.dispose]();
    ledger[Symbol.dispose]();
    vi.useRealTimers();
  });

  it('is the whole state first, for a page that is opened late, and then each change', async () => {
    on.commit(roses('ada', 3), roses('bo', 40));
    const latest = on.watch(on.api.feeds.latest);
    const first = await latest();
    expect(first.gifts.map((row) => [row.senderName, row.quantity]).toSorted()).toEqual([
      ['ada the kind', 3],
      ['bo the kind', 40],
    ]);
    on.commit(roses('ada', 5));
    const next = await latest();
    expect(next.rev).toBeGreaterThan(first.rev);
    expect(next.gifts.find((row) => row.senderName === 'ada the kind')?.quantity).toBe(5);
  });

  it('is read only while somebody watches', async () => {
    on.commit(roses('ada', 3));
    // The end of a session is listened for; its beginning is looked at once.
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    on.reads.length = 0;
    on.commit(roses('ada', 4));
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(on.reads).toEqual([]);
  });

  it('is not told again when nothing of it changed', async () => {
    on.commit(roses('ada', 3));
    const states = on.api.feeds.session.watch(new AbortController().signal);
    await states.next();
    let told = false;
    void states.next().then(() => (told = true));
    on.api.feeds.session.touch();
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    expect(told).toBe(false);
  });

  it('names supporters in their order, for the session, the day and ever', async () => {
    on.commit(roses('ada', 3), roses('bo', 40));
    const top = await on.watch(on.api.feeds.supporters)();
    for (const span of ['session', 'today', 'all'] as const) {
      expect(
        top[span].map((row) => [row.name, row.amounts]),
        span,
      ).toEqual([
        ['bo the kind', [{ unit: 'coin', units: 40n }]],
        ['ada the kind', [{ unit: 'coin', units: 3n }]],
      ]);
    }
  });

  it('measures a goal by what was booked, and keeps it over a restart', async () => {
    const goal = on.watch(on.api.feeds.goal);
    expect((await goal()).goal).toBeNull();
    await on.api.feeds.goal.set(KILN);
    expect((await goal()).goal).toMatchObject({ reached: 0n, target: 100n });
    on.commit(roses('ada', 64));
    expect((await goal()).goal).toMatchObject({ reached: 64n, unit: 'coin' });
    expect(await on.api.feeds.goal.get()).toEqual(KILN);
    await on.api.feeds.goal.set({ ...KILN, span: { type: 'since', fromMs: T0 - 1 } });
    on.commit(roses('bo', 1));
    expect((await goal()).goal).toMatchObject({ reached: 65n });
    on.settings.set('goal', '{"title":5');
    on.api.feeds.goal.touch();
    expect((await goal()).goal).toBeNull();
  });

  it('rolls the credits once when a session ends: everybody, whoever gave most first', async () => {
    on.commit(roses('ada', 3), roses('bo', 40), roses('cy', 1), roses('di', 2));
    const states = on.api.feeds.credits.watch(new AbortController().signal);
    expect((await states.next()).value?.credits).toBeNull();
    on.commit({ type: 'closeSession', by: 'hand', atMs: T0 + 1_000 });
    await vi.advanceTimersByTimeAsync(200);
    const rolled = (await states.next()).value?.credits;
    expect(rolled?.top).toEqual(['bo the kind', 'ada the kind', 'di the kind']);
    expect(rolled?.names).toEqual(['cy the kind']);
    expect((rolled?.endsAtMs ?? 0) - (rolled?.startedAtMs ?? 0)).toBe(creditsDurationMs(4));
    await vi.advanceTimersByTimeAsync(creditsDurationMs(4) + 500);
    expect((await states.next()).value?.credits).toBeNull();
  });

  it('refuses to roll credits where there is nobody to thank', async () => {
    expect(await on.api.feeds.credits.roll()).toMatchObject({ ok: false, code: 'no_supporters' });
  });

  it('shows a streak while it grows, and no longer', async () => {
    const combo = on.watch(on.api.feeds.combo);
    expect((await combo()).combo).toBeNull();
    on.commit(gift(giftFrame({ giftKey: comboKey('7'), counter: total(12) }), { live: true }));
    expect((await combo()).combo).toMatchObject({ quantity: 12, senderName: 'Ada' });
    await vi.advanceTimersByTimeAsync(7_000);
    expect((await combo()).combo).toBeNull();
  });

  it('forgets a name at once when its bearer is forgotten', async () => {
    on.commit(roses('ada', 30, true), roses('bo', 4, true));
    const supporters = on.watch(on.api.feeds.supporters);
    const latest = on.watch(on.api.feeds.latest);
    await supporters();
    await latest();
    await on.api.feeds.credits.roll();
    const credits = on.watch(on.api.feeds.credits);
    expect(JSON.stringify((await credits()).credits)).toContain('ada');
    on.commit({ type: 'erase', personNo: 1, source: 'hand' });
    for (const next of [await supporters(), await latest(), await credits()]) {
      const text = textOf(next);
      expect(text).not.toContain('ada');
      expect(text).not.toContain('erased');
    }
  });

  it('counts what was taken back no more', async () => {
    on.commit(roses('ada', 30, true));
    const session = on.watch(on.api.feeds.session);
    expect((await session()).tally?.totals[0]?.units).toBe(30n);
    on.commit(entryCommand({ kind: 'reversal', corrects: 1 }));
    expect((await session()).tally?.gifts).toBe(0);
  });

  describe('a page that shows one platform only', () => {
    const cheer = (name: string, bits: number): LedgerCommand =>
      gift(
        giftFrame({
          platform: 'twitch',
          giftKey: `twitch|${name}|cheer`,
          kind: 'bits',
          unit: 'bit',
          final: true,
          counter: { type: 'total', atLeast: bits },
          sender: { id: name, handle: name, name: `${name} the kind` },
          gift: { id: null, name: null },
        }),
        { live: true },
      );
    /** A feed as such a page watches it. */
    function only<Name extends (typeof WIDGET_FEEDS)[number]>(name: Name, platform?: string) {
      return on.watch<OverlayStates[Name]>({
        watch: (signal) => on.api.watch(name, platform, signal),
      });
    }

    it('is told of nobody and nothing of another, in any feed', async () => {
      on.commit(roses('ada', 3), cheer('bo', 500), roses('cy', 40), cheer('di', 90));
      await on.api.feeds.credits.roll();
      for (const name of WIDGET_FEEDS) {
        const told = textOf(await only(name, 'twitch')());
        expect(told, name).not.toMatch(/tiktok|coin|Rose|ada|cy /i);
      }
      const latest = await only('latest', 'twitch')();
      expect(latest.gifts.map(({ senderName }) => senderName)).toEqual([
        'di the kind',
        'bo the kind',
      ]);
      const { tally } = await only('session', 'twitch')();
      expect(tally).toMatchObject({ gifts: 2, supporters: 2 });
      expect(tally?.totals).toMatchObject([{ platform: 'twitch', unit: 'bit', units: 590n }]);
      const supporters = await only('supporters', 'tiktok')();
      expect(supporters.all.map(({ name }) => name)).toEqual(['cy the kind', 'ada the kind']);
      const credits = await only('credits', 'tiktok')();
      expect(credits.credits?.top).toEqual(['cy the kind', 'ada the kind']);
      const everything = await only('credits')();
      expect(everything.credits?.top).toHaveLength(3);
      expect(everything.credits?.endsAtMs).toBe(credits.credits?.endsAtMs);
    });

    it('sees the streak at hand, and the newest even behind many of another platform', async () => {
      on.commit(roses('ada', 3));
      expect((await only('combo', 'tiktok')()).combo).toMatchObject({ quantity: 3 });
      expect((await only('combo', 'twitch')()).combo).toBeNull();
      on.commit(...Array.from({ length: 20 }, (_, index) => cheer(`v${index}`, 100 + index)));
      const latest = await only('latest', 'tiktok')();
      expect(latest.gifts.map(({ senderName }) => senderName)).toEqual(['ada the kind']);
    });

    it('counts towards a goal what is of its platform, and shows no goal of another’s units', async () => {
      on.commit(roses('ada', 30), cheer('bo', 500));
      await on.api.feeds.goal.set(KILN);
      expect((await only('goal', 'tiktok')()).goal).toMatchObject({ reached: 30n });
      expect((await only('goal', 'twitch')()).goal).toBeNull();
      await on.api.feeds.goal.set({ ...KILN, measure: { type: 'gifts' } });
      expect((await only('goal')()).goal).toMatchObject({ reached: 2n });
      expect((await only('goal', 'twitch')()).goal).toMatchObject({ reached: 1n });
    });

    it('follows what comes, and plays the part of a test that is its own', async () => {
      on.commit(cheer('bo', 500));
      const next = only('session', 'twitch');
      await next();
      on.commit(cheer('di', 90));
      expect((await next()).tally).toMatchObject({ gifts: 2 });
      on.api.test('session');
      const sample = await next();
      expect(sample.test).toBe(true);
      expect(sample.tally?.totals.map(({ platform }) => platform)).toEqual(['twitch']);
    });
  });

  it('alerts of another platform are not on such a page, and a bomb is its own part of it', () => {
    const state = (current: AlertView): AlertState => ({
      ...{ generation: 'g', rev: 1, serverNowMs: T0, queued: 0, paused: false },
      current,
    });
    const alert = sampleAlert('medium', T0, T0 + 5_000);
    expect(alertsOf(state(alert), 'tiktok')).toEqual(state(alert));
    expect(alertsOf(state(alert), 'twitch')).toEqual({ ...state(alert), current: null });
    const coins = { platform: 'tiktok', unit: 'coin', units: 90, gifts: 9 };
    const bits = { platform: 'twitch', unit: 'bit', units: 500, gifts: 2 };
    const bomb = (...totals: (typeof coins)[]): AlertView => ({
      ...{ ...alert, kind: 'summary', platform: '' },
      summary: { gifts: totals.reduce((sum, one) => sum + one.gifts, 0), people: 5, totals },
    });
    expect(alertsOf(state(bomb(coins, bits)), 'twitch').current?.summary).toEqual({
      ...{ gifts: 2, people: 0 },
      totals: [bits],
    });
    expect(alertsOf(state(bomb(coins)), 'tiktok').current?.summary?.people).toBe(5);
    expect(alertsOf(state(bomb(coins)), 'twitch').current).toBeNull();
    expect(summaryText(2, 0)).toBe('+ 2 gifts');
  });

  it('holds no id of a viewer, and no money unless it is asked for', async () => {
    on.commit(roses('platform-id-of-ada', 3), gift(tipFrame(1_234, 'USD'), { live: true }));
    const tally = await on.watch(on.api.feeds.session)();
    const latest = await on.watch(on.api.feeds.latest)();
    const supporters = await on.watch(on.api.feeds.supporters)();
    expect(tally.tally?.totals.find(({ unit }) => unit === 'USD')?.units).toBe(1_234n);
    const plain = [
      tallyWithoutMoney(tally),
      latestWithoutMoney(latest),
      supportersWithoutMoney(supporters),
    ];
    const text = textOf(plain);
    expect(text).not.toContain('1234');
    expect(text).not.toMatch(/"(?:person|sender)(?:No|Id)"/);
    expect(plain[0]).toMatchObject({ tally: { estimate: null } });
  });

  it.each(WIDGET_FEEDS)(
    'plays test data through %s, marked, and then what is so again',
    async (feed) => {
      on.commit(roses('ada', 3));
      const before = ledger.store.head();
      const next = on.watch<{ readonly test: boolean }>(on.api.feeds[feed]);
      expect((await next()).test).toBe(false);
      on.api.test(feed);
      expect((await next()).test).toBe(true);
      await vi.advanceTimersByTimeAsync(60_000);
      expect((await next()).test).toBe(false);
      expect(ledger.store.head()).toEqual(before);
    },
  );
});
