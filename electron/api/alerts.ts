/** Alerts as pages see and steer them: what is on air, what waits for a hand, what became of the rest, the rules. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import type {
  AlertDesk,
  HideKeys,
  PastAlert,
  SoundSettings,
  SpeechSettings,
} from '../../shared/contract/alert-desk.ts';
import type { AlertState, AlertTier } from '../../shared/contract/alert-states.ts';
import type { Caller } from './caller.ts';
import { createLatest, toldNow } from './latest.ts';
import type { Latest } from './latest.ts';
import { alertsOf } from './overlay/limited.ts';
import { mapped } from './overlay/state-feed.ts';
import { createSpeakers } from './speakers.ts';
import type { Speakers } from './speakers.ts';

/** What the handlers need of the alert calls. */
export interface AlertCalls {
  state(): AlertState;
  subscribe(listener: (state: AlertState) => void): () => void;
  desk(): AlertDesk;
  subscribeDesk(listener: (desk: AlertDesk) => void): () => void;
  painted(alertId: string): boolean;
  skip(): void;
  setPaused(paused: boolean): void;
  setQuiet(quiet: boolean): void;
  setHoldAll(holdAll: boolean): void;
  setHidden(hidden: boolean): void;
  setSound(sound: SoundSettings): void;
  setSpeech(speech: SpeechSettings): void;
  clear(): void;
  approve(alertId: string | null): Outcome;
  reject(alertId: string | null): Outcome;
  past(asked: {
    readonly beforeNo: number | null;
    readonly limit: number;
  }): Promise<readonly PastAlert[]>;
  replay(alertId: string): Promise<Outcome>;
  rules(): readonly AlertRule[];
  setRules(rules: readonly unknown[]): Outcome;
  test(tier: AlertTier): Outcome;
  testRule(rule: unknown): Outcome;
}

/** The hotkey that hides alerts. */
export interface HideKeysCalls {
  current(): HideKeys;
  set(keys: string | null): Promise<Outcome>;
}

export interface AlertsApi {
  readonly calls: AlertCalls;
  readonly keys: HideKeysCalls;
  readonly speakers: Speakers;
  readonly state: Latest<AlertState>;
  readonly desk: Latest<AlertDesk>;
  stop(): void;
}

const DONE: Outcome = { ok: true };

/** Tells the engine's states to whoever watches. */
export function createAlertsApi(calls: AlertCalls, keys: HideKeysCalls): AlertsApi {
  const state = createLatest<AlertState>(toldNow);
  const desk = createLatest<AlertDesk>(toldNow);
  state.set(calls.state());
  desk.set(calls.desk());
  const unsubscribe = calls.subscribe((told) => state.set(told));
  const unsubscribeDesk = calls.subscribeDesk((told) => desk.set(told));
  return {
    calls,
    keys,
    speakers: createSpeakers(),
    state,
    desk,
    stop() {
      unsubscribe();
      unsubscribeDesk();
    },
  };
}

/** The contract's handlers of alerts. */
export function createAlertsRouter({ calls, keys, speakers, state, desk }: AlertsApi) {
  const os = implement(contract).$context<Caller>().alerts;

  function done(act: () => void): Outcome {
    act();
    return DONE;
  }

  return {
    watch: os.watch.handler(({ input, signal }) => {
      const states = state.watch(signal);
      const platform = input?.platform;
      return platform === undefined ? states : mapped(states, (told) => alertsOf(told, platform));
    }),
    painted: os.painted.handler(({ input }) =>
      calls.painted(input.alertId)
        ? DONE
        : { ok: false, code: 'unknown_alert', message: 'No such alert is on air.' },
    ),
    test: os.test.handler(({ input }) => calls.test(input.tier)),
    skip: os.skip.handler(() => done(() => calls.skip())),
    pause: os.pause.handler(({ input }) => done(() => calls.setPaused(input.paused))),
    desk: os.desk.handler(({ signal }) => desk.watch(signal)),
    approve: os.approve.handler(({ input }) => calls.approve(input.alertId)),
    reject: os.reject.handler(({ input }) => calls.reject(input.alertId)),
    clear: os.clear.handler(() => done(() => calls.clear())),
    quiet: os.quiet.handler(({ input }) => done(() => calls.setQuiet(input.quiet))),
    holdAll: os.holdAll.handler(({ input }) => done(() => calls.setHoldAll(input.holdAll))),
    hide: os.hide.handler(({ input }) => done(() => calls.setHidden(input.hidden))),
    hideKeys: os.hideKeys.handler(() => keys.current()),
    setHideKeys: os.setHideKeys.handler(({ input }) => keys.set(input.keys)),
    setSound: os.setSound.handler(({ input }) => done(() => calls.setSound(input))),
    setSpeech: os.setSpeech.handler(({ input }) => done(() => calls.setSpeech(input))),
    speaker: os.speaker.handler(({ signal }) => speakers.join(signal)),
    past: os.past.handler(async ({ input }) => [...(await calls.past(input))]),
    replay: os.replay.handler(({ input }) => calls.replay(input.alertId)),
    rules: os.rules.handler(() => [...calls.rules()]),
    setRules: os.setRules.handler(({ input }) => calls.setRules(input.rules)),
    testRule: os.testRule.handler(({ input }) => calls.testRule(input.rule)),
  };
}
