/** The engine's surroundings, all in hand: a clock that only moves when told, a journal, a store that can fail. */
import type { AlertJournal } from '../../electron/alerts/follower.ts';
import type { EngineClock } from '../../electron/alerts/retry.ts';
import type { AlertStore, FinishedAlert, StoredAlert } from '../../electron/alerts/store.ts';
import { decodeAlert } from '../../shared/alerts/stored.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import type { Row } from './accounting.ts';
import { T0 } from './builders.ts';

/** Lets everything that is ready to run, run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function createFakeClock(startMs = T0) {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly fn: () => void }>();
  const clock = {
    now: () => nowMs,
    setTimeout(fn: () => void, ms: number) {
      const timer = { atMs: nowMs + ms, fn };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    timers: () => timers.size,
    /** The process is gone, and its timers with it. */
    crash: () => timers.clear(),
    /** Moves on, running each timer at its time. */
    async pass(ms: number) {
      await settle();
      const until = nowMs + ms;
      for (;;) {
        const [next] = [...timers].sort((one, other) => one.atMs - other.atMs);
        if (next === undefined || next.atMs > until) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.fn();
        await settle();
      }
      nowMs = until;
      await settle();
    },
  };
  return clock satisfies EngineClock;
}

export function createFakeJournal() {
  const rows: CommittedGift[] = [];
  const listeners = new Set<(gifts: readonly CommittedGift[]) => void>();
  let reads = 0;
  let isDown = false;
  const journal = {
    head: () => rows.at(-1)?.seq ?? 0,
    async after(seq: number, limit: number) {
      reads += 1;
      await Promise.resolve();
      if (isDown) throw new Error('the reader is down');
      return rows.filter((row) => row.seq > seq).slice(0, limit);
    },
    subscribe(listener: (gifts: readonly CommittedGift[]) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Commits rows and tells the listeners, or only commits them. */
    commit(...gifts: readonly CommittedGift[]) {
      rows.push(...gifts);
      for (const listener of listeners) listener(gifts);
    },
    commitUnheard: (...gifts: readonly CommittedGift[]) => void rows.push(...gifts),
    setDown: (down: boolean) => void (isDown = down),
    /** Whoever listened is gone. */
    crash: () => listeners.clear(),
    rows: () => rows,
    reads: () => reads,
  };
  return journal satisfies AlertJournal;
}

/** What is on disk; it outlives the store that writes to it. */
export interface FakeDisk {
  readonly rows: Map<string, StoredAlert>;
  cursor: number;
  settings: string | null;
}

export function createDisk(): FakeDisk {
  return { rows: new Map(), cursor: -1, settings: null };
}

/** The rows of a disk in the form that the accounting adds up. */
export function alertsOn(disk: FakeDisk): readonly Row[] {
  return [...disk.rows.values()].map((row) => {
    const alert = decodeAlert(row.body);
    if (alert === null) throw new Error(`${row.alertId} does not parse`);
    return { alert, stage: row.state };
  });
}

/** Rows with a receipt, newest first, as the app store numbers them. */
function finishedOn(disk: FakeDisk): readonly FinishedAlert[] {
  return [...disk.rows.values()]
    .map((row, at) => ({ ...row, no: at + 1 }))
    .filter(({ endedAtMs, reason }) => endedAtMs !== null && reason !== 'summarised')
    .reverse();
}

type Crash = 'before' | 'after';

export function createFakeStore(disk: FakeDisk) {
  let saves = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  let isDown = false;
  let crashAt: { readonly call: number; readonly when: Crash } | null = null;
  let calls = 0;
  let hasCrashed = false;
  let held: (() => void) | null = null;
  let isHolding = false;

  /** Resolves while the process lives; a crashed one never hears again. */
  async function reach(when: Crash): Promise<void> {
    await Promise.resolve();
    if (
      crashAt !== null &&
      (calls > crashAt.call || (calls === crashAt.call && when === crashAt.when))
    ) {
      hasCrashed = true;
      await new Promise<never>(() => undefined);
    }
  }

  const store = {
    async load() {
      calls += 1;
      await reach('before');
      if (isDown) throw new Error('disk full');
      await reach('after');
      const open = [...disk.rows.values()].filter(
        ({ state }) => state === 'queued' || state === 'held' || state === 'playing',
      );
      return { cursor: disk.cursor, settings: disk.settings, alerts: open };
    },
    async save(change: Parameters<AlertStore['save']>[0]) {
      calls += 1;
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      await reach('before');
      if (isHolding) await new Promise<void>((resolve) => (held = resolve));
      inFlight -= 1;
      if (isDown) throw new Error('disk full');
      saves += 1;
      for (const row of change.alerts) disk.rows.set(row.alertId, row);
      disk.cursor = change.cursor ?? disk.cursor;
      disk.settings = change.settings ?? disk.settings;
      await reach('after');
    },
    finished: ({ beforeNo, limit }: Parameters<AlertStore['finished']>[0]) =>
      Promise.resolve(
        finishedOn(disk)
          .filter(({ no }) => no < (beforeNo ?? Infinity))
          .slice(0, limit),
      ),
    find: (alertId: string) =>
      Promise.resolve(finishedOn(disk).find((row) => row.alertId === alertId) ?? null),
    setDown: (down: boolean) => void (isDown = down),
    /** The process dies at its n-th call, before or after the disk has it. */
    crashAtCall: (call: number, when: Crash) => void (crashAt = { call, when }),
    /** Keeps saves waiting until `release`. */
    hold: () => void (isHolding = true),
    release() {
      isHolding = false;
      held?.();
    },
    saves: () => saves,
    hasCrashed: () => hasCrashed,
    mostInFlight: () => mostInFlight,
  };
  return store satisfies AlertStore;
}
