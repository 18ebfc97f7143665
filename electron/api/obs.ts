/** OBS as the dashboard sees it: state as a stream, and the settings of the connection. */
import type { Outcome } from '../../shared/contract/index.ts';
import type { ObsState } from '../../shared/contract/obs-state.ts';
import type { Bus, BusEvents } from '../bus.ts';
import { createLatest, toldNow } from './latest.ts';
import type { Latest } from './latest.ts';

export interface ObsSettingsInput {
  readonly enabled: boolean;
  readonly url: string;
  /** Left out: the known one stays. Empty: forgotten. */
  readonly password?: string | undefined;
}

/** What the handlers need of the link to OBS. */
export interface ObsCalls {
  status(): BusEvents['obs'];
  configure(input: ObsSettingsInput): Promise<Outcome>;
  retry(): void;
}

export interface ObsApi extends Pick<ObsCalls, 'configure' | 'retry'> {
  readonly state: Latest<ObsState>;
  stop(): void;
}

export function createObsApi(bus: Bus, generation: string, calls: ObsCalls): ObsApi {
  const state = createLatest<ObsState>(toldNow);
  let rev = 0;

  function publish(status: BusEvents['obs']): void {
    rev += 1;
    state.set({ ...status, generation, rev, serverNowMs: Date.now() });
  }

  publish(calls.status());
  const unsubscribe = bus.subscribe('obs', publish);
  return {
    state,
    configure: (input) => calls.configure(input),
    retry: () => calls.retry(),
    stop: () => unsubscribe(),
  };
}
