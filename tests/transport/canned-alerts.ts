/** Canned answers of the alerts' part of the contract that only the dashboard may ask. */
import { implement } from '@orpc/server';
import type { Caller } from '../../electron/api/caller.ts';
import { contract } from '../../shared/contract/index.ts';

const DONE = { ok: true } as const;

/** `note` hears of every call that reaches a handler; `ended` resolves when a watcher leaves. */
export function cannedDesk(
  note: (path: string, caller: Caller) => void,
  ended: (signal: AbortSignal | undefined) => Promise<void>,
) {
  const os = implement(contract).$context<Caller>().alerts;
  return {
    desk: os.desk.handler(async function* ({ context, signal }) {
      note('alerts.desk', context);
      yield {
        generation: 'canned',
        rev: 0,
        serverNowMs: 0,
        quiet: false,
        holdAll: false,
        hidden: false,
        sound: { volume: 60, muted: false, tierSounds: true },
        speech: { enabled: false, voice: null, rate: 100, volume: 80 },
        held: [],
        finished: 0,
      };
      await ended(signal);
    }),
    approve: os.approve.handler(({ context }) => {
      note('alerts.approve', context);
      return DONE;
    }),
    reject: os.reject.handler(({ context }) => {
      note('alerts.reject', context);
      return DONE;
    }),
    clear: os.clear.handler(({ context }) => {
      note('alerts.clear', context);
      return DONE;
    }),
    quiet: os.quiet.handler(({ context }) => {
      note('alerts.quiet', context);
      return DONE;
    }),
    holdAll: os.holdAll.handler(({ context }) => {
      note('alerts.holdAll', context);
      return DONE;
    }),
    hide: os.hide.handler(({ context }) => {
      note('alerts.hide', context);
      return DONE;
    }),
    hideKeys: os.hideKeys.handler(({ context }) => {
      note('alerts.hideKeys', context);
      return { keys: null, state: 'off' as const };
    }),
    setHideKeys: os.setHideKeys.handler(({ context }) => {
      note('alerts.setHideKeys', context);
      return DONE;
    }),
    setSound: os.setSound.handler(({ context }) => {
      note('alerts.setSound', context);
      return DONE;
    }),
    setSpeech: os.setSpeech.handler(({ context }) => {
      note('alerts.setSpeech', context);
      return DONE;
    }),
    speaker: os.speaker.handler(async function* ({ context, signal }) {
      note('alerts.speaker', context);
      yield { speaks: true };
      await ended(signal);
    }),
    past: os.past.handler(({ context }) => {
      note('alerts.past', context);
      return [];
    }),
    replay: os.replay.handler(({ context }) => {
      note('alerts.replay', context);
      return DONE;
    }),
    rules: os.rules.handler(({ context }) => {
      note('alerts.rules', context);
      return [];
    }),
    setRules: os.setRules.handler(({ context }) => {
      note('alerts.setRules', context);
      return DONE;
    }),
    testRule: os.testRule.handler(({ context }) => {
      note('alerts.testRule', context);
      return DONE;
    }),
  };
}
