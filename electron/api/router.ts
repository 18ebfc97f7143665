/** The contract's handlers, wired to what they ask. Blind to transports; who may call what is theirs to check. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';
import { createAlertsRouter } from './alerts.ts';
import type { AlertsApi } from './alerts.ts';
import type { Caller } from './caller.ts';
import { createCanvasesRouter } from './canvases.ts';
import type { CanvasesApi } from './canvases.ts';
import type { EvidenceApi } from './evidence.ts';
import type { Feed } from './feed.ts';
import type { ExportsApi } from './exports.ts';
import { createLedgerRouter } from './ledger-router.ts';
import { createOverlayRouter } from './overlay-router.ts';
import type { OverlayApi } from './overlay/index.ts';
import type { ObsApi } from './obs.ts';
import type { SessionApi } from './session.ts';
import { createSourcesRouter } from './sources.ts';
import type { SourcesRouterParts } from './sources.ts';
import type { SystemApi } from './system.ts';

export interface RecordingApi {
  set(on: boolean): Promise<Outcome>;
}

export interface ApiParts extends SourcesRouterParts {
  readonly ledger: LedgerClient;
  readonly bus: Bus;
  readonly system: SystemApi;
  readonly feed: Feed;
  readonly session: SessionApi;
  readonly obs: ObsApi;
  readonly alerts: AlertsApi;
  readonly recording: RecordingApi;
  readonly overlay: OverlayApi;
  readonly canvases: CanvasesApi;
  readonly evidence: EvidenceApi;
  /** Currency that estimates are read in. */
  readonly currency: string;
  readonly exports: ExportsApi;
}

const DONE: Outcome = { ok: true };

/** Builds the router that every transport serves. */
export function createRouter(parts: ApiParts) {
  const os = implement(contract).$context<Caller>();
  const { ledger, system, feed, session, obs, alerts } = parts;
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
      missed: os.session.missed.handler(({ input }) =>
        ledger.query('missed', { ...input, nowMs: Date.now() }),
      ),
    },
    sources: createSourcesRouter(parts),
    obs: {
      watch: os.obs.watch.handler(({ signal }) => obs.state.watch(signal)),
      configure: os.obs.configure.handler(({ input }) => obs.configure(input)),
      retry: os.obs.retry.handler(() => {
        obs.retry();
        return DONE;
      }),
    },
    recording: {
      set: os.recording.set.handler(({ input }) => parts.recording.set(input.on)),
    },
    problems: {
      list: os.problems.list.handler(({ input }) => ledger.query('problems', input)),
    },
    alerts: createAlertsRouter(alerts),
    ...createOverlayRouter(parts.overlay),
    canvases: createCanvasesRouter(parts.canvases),
    ...createLedgerRouter(parts),
    exports: {
      formats: os.exports.formats.handler(() => [...parts.exports.formats]),
      file: os.exports.file.handler(({ input, signal }) => parts.exports.start(input, signal)),
    },
  });
}
