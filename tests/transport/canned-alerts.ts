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
