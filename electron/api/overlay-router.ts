/** The part of the contract for widgets: their feeds, test data, the goal and the credits. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import {
  latestWithoutMoney,
  supportersWithoutMoney,
  tallyWithoutMoney,
} from '../../shared/overlay/without-money.ts';
import type { Caller } from './caller.ts';
import type { OverlayApi } from './overlay/index.ts';
import { mapped } from './overlay/state-feed.ts';

export function createOverlayRouter({ feeds, watch, test }: OverlayApi) {
  const os = implement(contract).$context<Caller>();
  return {
    overlay: {
      combo: os.overlay.combo.handler(({ input, signal }) =>
        watch('combo', input.platform, signal),
      ),
      // Who sets a goal in money wants it seen.
      goal: os.overlay.goal.handler(({ input, signal }) => watch('goal', input.platform, signal)),
      supporters: os.overlay.supporters.handler(({ input, signal }) => {
        const states = watch('supporters', input.platform, signal);
        return input.money ? states : mapped(states, supportersWithoutMoney);
      }),
      latest: os.overlay.latest.handler(({ input, signal }) => {
        const states = watch('latest', input.platform, signal);
        return input.money ? states : mapped(states, latestWithoutMoney);
      }),
      session: os.overlay.session.handler(({ input, signal }) => {
        const states = watch('session', input.platform, signal);
        return input.money ? states : mapped(states, tallyWithoutMoney);
      }),
      credits: os.overlay.credits.handler(({ input, signal }) =>
        watch('credits', input.platform, signal),
      ),
      test: os.overlay.test.handler(({ input }) => test(input.feed)),
    },
    goals: {
      get: os.goals.get.handler(() => feeds.goal.get()),
      set: os.goals.set.handler(({ input }) => feeds.goal.set(input)),
    },
    credits: {
      roll: os.credits.roll.handler(() => feeds.credits.roll()),
      stop: os.credits.stop.handler(() => feeds.credits.end()),
    },
  };
}
