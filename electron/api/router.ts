/** The contract's handlers, wired to what they ask. Blind to transports; who may call what is theirs to check. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { AlertState, AlertTier } from '../../shared/contract/alert-states.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';
import type { Caller } from './caller.ts';
import type { EvidenceApi } from './evidence.ts';
import type { Feed } from './feed.ts';
import type { ExportsApi } from './exports.ts';
import type { Latest } from './latest.ts';
import { createLedgerRouter } from './ledger-router.ts';
import type { ObsApi } from './obs.ts';
import type { SessionApi } from './session.ts';
import type { SystemApi } from './system.ts';

/** What the handlers need of the alert engine. */
export interface AlertsApi {
  readonly state: Latest<AlertState>;
  painted(alertId: string): boolean;
  skip(): void;
  setPaused(paused: boolean): void;
  test(tier: AlertTier): boolean;
}

export interface SourcesApi {
  add(url: string): Promise<Outcome>;
  remove(source: string): Promise<Outcome>;
}

export interface ApiParts {
  readonly ledger: LedgerClient;
  readonly bus: Bus;
  readonly system: SystemApi;
  readonly feed: Feed;
  readonly session: SessionApi;
  readonly sources: SourcesApi;
  readonly obs: ObsApi;
  readonly alerts: AlertsApi;
  readonly evidence: EvidenceApi;
  /** Currency that estimates are read in. */
  readonly currency: string;
  readonly exports: ExportsApi;
}

const DONE: Outcome = { ok: true };

/** Builds the router that every transport serves. */
export function createRouter(parts: ApiParts) {
  const os = implement(contract).$context<Caller>();
  const { ledger, system, feed, session, sources, obs, alerts } = parts;
  return os.router({
    system: {
      watch: os.system.watch.handler(({ signal }) => system.state.watch(signal)),
    },
    feed: {
      watch: os.feed.watch.handler(({ input, signal }) => feed.watch(input, signal)),
      older: os.feed.older.handler(({ input }) => feed.older(input.beforeSeq, input.limit)),
    },
    session: {
      watch: os.session.watch.handler(({ signal }) => session.state.watch(signal)),
      open: os.session.open.handler(({ input }) => session.open(input.title)),
      close: os.session.close.handler(() => session.close()),
    },
    sources: {
      add: os.sources.add.handler(({ input }) => sources.add(input.url)),
      remove: os.sources.remove.handler(({ input }) => sources.remove(input.source)),
    },
    obs: {
      watch: os.obs.watch.handler(({ signal }) => obs.state.watch(signal)),
      configure: os.obs.configure.handler(({ input }) => obs.configure(input)),
      retry: os.obs.retry.handler(() => {
        obs.retry();
        return DONE;
      }),
    },
    problems: {
      list: os.problems.list.handler(({ input }) => ledger.query('problems', input)),
    },
    alerts: {
      watch: os.alerts.watch.handler(({ signal }) => alerts.state.watch(signal)),
      painted: os.alerts.painted.handler(({ input }) =>
        alerts.painted(input.alertId)
          ? DONE
          : { ok: false, code: 'unknown_alert', message: 'No such alert is on air.' },
      ),
      test: os.alerts.test.handler(({ input }) =>
        alerts.test(input.tier)
          ? DONE
          : {
              ok: false,
              code: 'queue_full',
              message: 'Enough test alerts are waiting already. Let them play, or skip them.',
            },
      ),
      skip: os.alerts.skip.handler(() => {
        alerts.skip();
        return DONE;
      }),
      pause: os.alerts.pause.handler(({ input }) => {
        alerts.setPaused(input.paused);
        return DONE;
      }),
    },
    ...createLedgerRouter(parts),
    exports: {
      formats: os.exports.formats.handler(() => [...parts.exports.formats]),
      file: os.exports.file.handler(({ input, signal }) => parts.exports.start(input, signal)),
    },
  });
}
