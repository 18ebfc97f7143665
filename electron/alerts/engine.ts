/**
 * The alert engine: follows the journal, drives the timeline of every alert, and publishes what is on air.
 * The rules are pure and live in `shared/alerts`; here are the clock, the store and the listeners.
 */
import type { AlertRecord } from '../../shared/alerts/alert.ts';
import { checkRules } from '../../shared/alerts/check-rules.ts';
import { hasRoomForReplay } from '../../shared/alerts/desk.ts';
import type { AlertEvent } from '../../shared/alerts/queue.ts';
import { hasRoomForTest, reduce } from '../../shared/alerts/queue.ts';
import type { AlertQueue, Step } from '../../shared/alerts/queue-state.ts';
import { emptyQueue } from '../../shared/alerts/queue-state.ts';
import { resume } from '../../shared/alerts/resume.ts';
import type { StoredPart } from '../../shared/alerts/resume.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import { HOUSE_RULE, decisionOf } from '../../shared/alerts/rule.ts';
import { sampleOfRule, sampleOfTier } from '../../shared/alerts/samples.ts';
import type { AlertSettings } from '../../shared/alerts/settings.ts';
import { DEFAULT_SETTINGS, decodeSettings, encodeSettings } from '../../shared/alerts/settings.ts';
import { decodeAlert } from '../../shared/alerts/stored.ts';
import { nextDueMs } from '../../shared/alerts/timeline.ts';
import { deskOf, pictureOf } from '../../shared/alerts/view.ts';
import type { Raid } from '../../shared/raid.ts';
import type {
  AlertDesk,
  PastAlert,
  SoundSettings,
  SpeechSettings,
} from '../../shared/contract/alert-desk.ts';
import type { AlertState, AlertTier } from '../../shared/contract/alert-states.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { AlertJournal } from './follower.ts';
import { createFollower } from './follower.ts';
import { pastAlert } from './history.ts';
import { createKeeper } from './keeper.ts';
import type { Also } from './keeper.ts';
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
  /** What waits for approval, and the switches; told like `state`. */
  desk(): AlertDesk;
  subscribeDesk(listener: (desk: AlertDesk) => void): () => void;
  skip(): void;
  setPaused(paused: boolean): void;
  setQuiet(quiet: boolean): void;
  setHoldAll(holdAll: boolean): void;
  /** Takes everything off air, or lets it on again; what waits goes on waiting. */
  setHidden(hidden: boolean): void;
  setSound(sound: SoundSettings): void;
  setSpeech(speech: SpeechSettings): void;
  /** Everything that waits for its turn is missed. */
  clear(): void;
  /** A held alert, or with null all of them. Refused when that one is not held. */
  approve(alertId: string | null): Outcome;
  reject(alertId: string | null): Outcome;
  /** Alerts with a receipt, newest first. */
  past(asked: {
    readonly beforeNo: number | null;
    readonly limit: number;
  }): Promise<readonly PastAlert[]>;
  /** Shows an alert that has its receipt once more. */
  replay(alertId: string): Promise<Outcome>;
  rules(): readonly AlertRule[];
  /** Replaces the rules; refused with a code and words when one of them cannot be followed. */
  setRules(rules: readonly unknown[]): Outcome;
  /** Queues a test alert, which never reaches the ledger. Refused when enough of them wait already. */
  test(tier: AlertTier): Outcome;
  /** The same with a gift that the rule matches, whatever rules stand before it. */
  testRule(rule: unknown): Outcome;
  /** Welcomes another channel's audience: shown like an alert, and kept nowhere. */
  raid(raid: Raid): void;
  /** Takes a person's name out of everything that waits or is on air. */
  forget(personNo: number): void;
  /** Number of connected overlay pages: with none, alerts are held. */
  setOverlayClients(count: number): void;
}

interface Loaded {
  readonly cursor: number;
  readonly settings: AlertSettings;
  readonly parts: readonly StoredPart[];
}

/** Makes the engine; it holds nothing and does nothing until `start`. */
export function createAlertEngine(deps: AlertEngineDeps): AlertEngine {
  const { store, journal, clock } = deps;
  const onFailing = deps.onStoreFailing ?? ignore;
  const stamp = {
    generation: deps.generation,
    now: () => clock.now(),
    onListenerError: deps.onListenerError ?? ignore,
  };
  const publisher = createPublisher({ ...stamp, first: pictureOf(emptyQueue(clock.now())) });
  const desk = createPublisher({
    ...stamp,
    first: { ...deskOf(emptyQueue(clock.now())), finished: 0 },
  });
  const keeper = createKeeper({
    store,
    clock,
    onFailing,
    show: (shown) => {
      publisher.publish(pictureOf(shown));
      desk.publish({ ...deskOf(shown), finished });
    },
  });
  const follower = createFollower({
    journal,
    clock,
    onFailing,
    take: (gifts, catchUp) => {
      dispatch({ type: 'committed', gifts, catchUp }, { cursor: gifts.at(-1)?.seq });
    },
  });
  const loading = createRetry(clock, onFailing);
  let queue: AlertQueue = emptyQueue(clock.now());
  let finished = 0;
  let timer: { readonly dueMs: number; readonly callOff: () => void } | null = null;
  let stopped = false;

  function dispatch(event: AlertEvent, also?: Also): void {
    if (!stopped) adopt(reduce(queue, event, clock.now()), also);
  }

  function adopt(step: Step, also?: Also): void {
    queue = step.queue;
    finished += step.records.filter(isReceipt).length;
    keeper.keep(queue, step.records, also);
    setTimer();
  }

  function change(settings: Partial<AlertSettings>): void {
    const text = encodeSettings({ ...queue.settings, ...settings });
    dispatch({ type: 'settings', change: settings }, { settings: text });
  }

  function decideHeld(type: 'approve' | 'reject', alertId: string | null): Outcome {
    if (alertId !== null && !queue.held.some((alert) => alert.alertId === alertId)) {
      return refusal('not_held', 'This alert is not waiting any more. Nothing was changed.');
    }
    dispatch({ type, alertId });
    return DONE;
  }

  function test(event: Extract<AlertEvent, { type: 'test' }>): Outcome {
    if (!hasRoomForTest(queue)) {
      return refusal(
        'queue_full',
        'Enough test alerts are waiting already. Let them play, or skip them.',
      );
    }
    dispatch(event);
    return DONE;
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
    adopt(resume(queue, loaded.parts, loaded.settings, cursor, clock.now()), { cursor });
    await follower.start(cursor);
  }

  /** What is stored and can be read. What cannot be read becomes missed and is reported, never a crash. */
  async function load(): Promise<Loaded> {
    const { cursor, settings: text, alerts: rows } = await store.load();
    const decoded = rows.map((row) => ({ row, alert: decodeAlert(row.body) }));
    const unreadable = decoded.filter(({ alert }) => alert === null).map(({ row }) => row);
    if (unreadable.length > 0) {
      const endedAtMs = clock.now();
      await store.save({
        alerts: unreadable.map((row) => ({ ...row, state: 'missed', reason: null, endedAtMs })),
      });
      const names = unreadable.map((row) => row.alertId).join(', ');
      onFailing(new Error(`Stored alerts that cannot be read were left out: ${names}`));
    }
    const settings = text === null ? DEFAULT_SETTINGS : decodeSettings(text);
    if (settings === null) {
      onFailing(new Error('The stored alert rules cannot be read; alerts go on without them'));
    }
    return {
      cursor,
      settings: settings ?? DEFAULT_SETTINGS,
      parts: decoded.flatMap(({ row, alert }) =>
        alert === null ? [] : [{ alert, stage: row.state }],
      ),
    };
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
    desk: () => desk.state(),
    subscribeDesk: (listener) => desk.subscribe(listener),
    skip: () => dispatch({ type: 'skip' }),
    setPaused: (paused) => dispatch({ type: 'pause', paused }),
    setQuiet: (quiet) => change({ quiet }),
    setHoldAll: (holdAll) => change({ holdAll }),
    setHidden: (hidden) => change({ hidden }),
    setSound: (sound) => change({ sound }),
    setSpeech: (speech) => change({ speech }),
    clear: () => dispatch({ type: 'clear' }),
    approve: (alertId) => decideHeld('approve', alertId),
    reject: (alertId) => decideHeld('reject', alertId),
    past: async (asked) => (await store.finished(asked)).flatMap((row) => pastAlert(row) ?? []),
    async replay(alertId) {
      const row = await store.find(alertId);
      const alert = row === null ? null : decodeAlert(row.body);
      if (alert === null) {
        return refusal('unknown_alert', 'This alert is not kept any more. The gift itself is.');
      }
      if (!hasRoomForReplay(queue)) {
        return refusal('queue_full', 'Enough alerts are waiting already. Let them play first.');
      }
      dispatch({ type: 'replay', alert });
      return DONE;
    },
    rules: () => queue.settings.rules,
    setRules(raw) {
      const checked = checkRules(raw);
      if (!checked.ok) return checked;
      change({ rules: checked.rules });
      return DONE;
    },
    test: (tier) => test({ type: 'test', subject: sampleOfTier(tier), decision: HOUSE_RULE }),
    testRule(raw) {
      const checked = checkRules([raw]);
      if (!checked.ok) return checked;
      const [rule] = checked.rules;
      const subject = rule === undefined ? null : sampleOfRule(rule);
      if (rule === undefined || subject === null) {
        return refusal('no_such_gift', 'No gift can be all that this rule asks for.');
      }
      return test({ type: 'test', subject, decision: decisionOf(rule) });
    },
    raid: (raid) => dispatch({ type: 'raid', raid }),
    forget: (personNo) => dispatch({ type: 'forget', personNo }),
    setOverlayClients: (count) => dispatch({ type: 'overlays', count }),
  };
}

const DONE: Outcome = { ok: true };

function refusal(code: string, message: string): Outcome {
  return { ok: false, code, message };
}

/** What a summary took over gets its receipt there. */
function isReceipt({ stage, reason }: AlertRecord): boolean {
  return (stage === 'done' && reason === null) || stage === 'missed' || stage === 'hidden';
}

function ignore(): void {
  // Reporting is optional.
}
