/**
 * The alert engine: follows the journal, drives the timeline of every alert, and publishes what is on air.
 * The rules are pure and live in `shared/alerts`; here are the clock, the store and the listeners.
 */
import type { Alert, AlertRecord } from '../../shared/alerts/alert.ts';
import { isHandedOver } from '../../shared/alerts/alert.ts';
import type { AlertEvent } from '../../shared/alerts/queue.ts';
import { hasRoomForTest, reduce } from '../../shared/alerts/queue.ts';
import type { AlertQueue, Step } from '../../shared/alerts/queue-state.ts';
import { emptyQueue } from '../../shared/alerts/queue-state.ts';
import { resume } from '../../shared/alerts/resume.ts';
import { decodeAlert } from '../../shared/alerts/stored.ts';
import { nextDueMs } from '../../shared/alerts/timeline.ts';
import { pictureOf } from '../../shared/alerts/view.ts';
import type { AlertState, AlertTier } from '../../shared/contract/alert-states.ts';
import type { AlertJournal } from './follower.ts';
import { createFollower } from './follower.ts';
import { createKeeper } from './keeper.ts';
import { createPublisher } from './publisher.ts';
import type { EngineClock } from './retry.ts';
import { createRetry } from './retry.ts';
import type { AlertStore } from './store.ts';

/** The cursor of a store that never held one: alerts begin with what is committed from now on. */
const NEVER = -1;

export interface AlertEngineDeps {
  readonly store: AlertStore;
  readonly journal: AlertJournal;
  readonly clock: EngineClock;
  /** New at every start of the companion. */
  readonly generation: string;
  /** The store or the journal began to fail, or a stored alert was unreadable. Alerts go on. */
  readonly onStoreFailing?: (error: unknown) => void;
  /** A subscriber threw; the others were told all the same. */
  readonly onListenerError?: (error: unknown) => void;
}

/** Receipts since the start: alerts that were shown (or skipped), and alerts that nobody could see. */
export interface AlertReceipts {
  readonly done: number;
  readonly missed: number;
}

export interface AlertEngine {
  /** Resumes what was stored and catches up with the journal. */
  start(): Promise<void>;
  /** Keeps what is left to keep; nothing is published any more. */
  stop(): Promise<void>;
  state(): AlertState;
  /** Called at every visible change; returns the function that unsubscribes. */
  subscribe(listener: (state: AlertState) => void): () => void;
  /** An overlay drew this alert. False when it is not the one on air. */
  painted(alertId: string): boolean;
  skip(): void;
  setPaused(paused: boolean): void;
  /** Queues a test alert. False when enough of them wait already. */
  test(tier: AlertTier): boolean;
  /** Takes a person's name out of everything that waits or is on air. */
  forget(personNo: number): void;
  /** Number of connected overlay pages: with none, alerts are held. */
  setOverlayClients(count: number): void;
  receipts(): AlertReceipts;
}

interface Loaded {
  readonly cursor: number;
  readonly alerts: readonly Alert[];
}

/** Makes the engine; it holds nothing and does nothing until `start`. */
export function createAlertEngine(deps: AlertEngineDeps): AlertEngine {
  const { store, journal, clock } = deps;
  const onFailing = deps.onStoreFailing ?? ignore;
  const publisher = createPublisher({
    generation: deps.generation,
    now: () => clock.now(),
    onListenerError: deps.onListenerError ?? ignore,
  });
  const keeper = createKeeper({
    store,
    clock,
    onFailing,
    show: (queue) => publisher.publish(pictureOf(queue)),
  });
  const follower = createFollower({
    journal,
    clock,
    onFailing,
    take: (gifts, catchUp) => {
      dispatch({ type: 'committed', gifts, catchUp }, gifts.at(-1)?.seq);
    },
  });
  const loading = createRetry(clock, onFailing);
  let queue: AlertQueue = emptyQueue(clock.now());
  let receipts: AlertReceipts = { done: 0, missed: 0 };
  let timer: { readonly dueMs: number; readonly callOff: () => void } | null = null;
  let stopped = false;

  function dispatch(event: AlertEvent, cursor?: number): void {
    if (!stopped) adopt(reduce(queue, event, clock.now()), cursor);
  }

  function adopt(step: Step, cursor?: number): void {
    queue = step.queue;
    receipts = counted(receipts, step.records);
    keeper.keep(queue, step.records, cursor);
    setTimer();
  }

  /** A timer only while time alone will change something: an idle engine has none. */
  function setTimer(): void {
    const dueMs = nextDueMs(queue);
    if (timer?.dueMs === dueMs) return;
    timer?.callOff();
    timer = null;
    if (dueMs === null) return;
    const callOff = clock.setTimeout(onTimer, Math.max(0, dueMs - clock.now()));
    timer = { dueMs, callOff };
  }

  function onTimer(): void {
    timer = null;
    dispatch({ type: 'tick' });
  }

  async function open(): Promise<void> {
    let loaded: Loaded;
    try {
      loaded = await load();
    } catch (error) {
      // Beginning without the cursor would pass over gifts: better to wait for it.
      if (!stopped) loading.failed(error, () => void open());
      return;
    }
    loading.worked();
    if (stopped) return;
    // A cursor beyond the journal belongs to a ledger that was replaced by a backup.
    const head = journal.head();
    const cursor = loaded.cursor === NEVER ? head : Math.min(loaded.cursor, head);
    adopt(resume(queue, loaded.alerts, cursor, clock.now()), cursor);
    await follower.start(cursor);
  }

  /** What is stored and can be read. What cannot be read becomes missed and is reported, never a crash. */
  async function load(): Promise<Loaded> {
    const { cursor, alerts: rows } = await store.load();
    const decoded = rows.map((row) => ({ row, alert: decodeAlert(row.body) }));
    const unreadable = decoded.filter(({ alert }) => alert === null).map(({ row }) => row);
    if (unreadable.length > 0) {
      const updatedAtMs = clock.now();
      await store.save({
        alerts: unreadable.map((row) => ({ ...row, state: 'missed', updatedAtMs })),
      });
      const names = unreadable.map((row) => row.alertId).join(', ');
      onFailing(new Error(`Stored alerts that cannot be read were left out: ${names}`));
    }
    return { cursor, alerts: decoded.flatMap(({ alert }) => (alert === null ? [] : [alert])) };
  }

  return {
    start: open,
    async stop() {
      stopped = true;
      timer?.callOff();
      loading.cancel();
      follower.stop();
      await keeper.close();
    },
    state: () => publisher.state(),
    subscribe: (listener) => publisher.subscribe(listener),
    painted(alertId) {
      const isOnAir =
        queue.playing?.alertId === alertId || publisher.state().current?.alertId === alertId;
      if (isOnAir) dispatch({ type: 'painted', alertId });
      return isOnAir;
    },
    skip: () => dispatch({ type: 'skip' }),
    setPaused: (paused) => dispatch({ type: 'pause', paused }),
    test(tier) {
      const hasRoom = hasRoomForTest(queue);
      if (hasRoom) dispatch({ type: 'test', tier });
      return hasRoom;
    },
    forget: (personNo) => dispatch({ type: 'forget', personNo }),
    setOverlayClients: (count) => dispatch({ type: 'overlays', count }),
    receipts: () => receipts,
  };
}

function counted(before: AlertReceipts, records: readonly AlertRecord[]): AlertReceipts {
  let { done, missed } = before;
  for (const { alert, stage } of records) {
    // What another alert took over gets its receipt there.
    if (isHandedOver(alert)) continue;
    if (stage === 'done') done += 1;
    if (stage === 'missed') missed += 1;
  }
  return { done, missed };
}

function ignore(): void {
  // Reporting is optional.
}
