/** Canned answers of the widgets' part of the contract, for `cannedRouter`. */
import { implement } from '@orpc/server';
import type { Caller } from '../../electron/api/caller.ts';
import { contract } from '../../shared/contract/index.ts';
import { idleWidgets } from '../tools/widget-scenes.ts';

/** `note` hears of every call that reaches a handler; streams run until `aborted`. */
export function cannedOverlay(
  note: (path: string, caller: Caller) => void,
  aborted: (signal: AbortSignal | undefined) => Promise<void>,
) {
  const os = implement(contract).$context<Caller>();
  const idle = idleWidgets(0, 0);
  const stream = <State>(path: string, state: State) =>
    async function* ({ context, signal }: { context: Caller; signal?: AbortSignal | undefined }) {
      note(path, context);
      yield state;
      await aborted(signal);
    };
  const done =
    (path: string) =>
    ({ context }: { context: Caller }) => {
      note(path, context);
      return { ok: true } as const;
    };
  return {
    overlay: {
      combo: os.overlay.combo.handler(stream('overlay.combo', idle.combo)),
      goal: os.overlay.goal.handler(stream('overlay.goal', idle.goal)),
      supporters: os.overlay.supporters.handler(stream('overlay.supporters', idle.supporters)),
      latest: os.overlay.latest.handler(stream('overlay.latest', idle.latest)),
      session: os.overlay.session.handler(stream('overlay.session', idle.tally)),
      credits: os.overlay.credits.handler(stream('overlay.credits', idle.credits)),
      test: os.overlay.test.handler(done('overlay.test')),
    },
    goals: {
      get: os.goals.get.handler(({ context }) => {
        note('goals.get', context);
        return null;
      }),
      set: os.goals.set.handler(done('goals.set')),
    },
    credits: {
      roll: os.credits.roll.handler(done('credits.roll')),
      stop: os.credits.stop.handler(done('credits.stop')),
    },
  };
}
