/** State of the companion as a whole: sources, ledger health, problems, overlays. */
import type { SourceStatus, SystemState } from '../../shared/contract/states.ts';
import type { Bus } from '../bus.ts';
import { createLatest, createThrottle, toldNow } from './latest.ts';
import type { Latest } from './latest.ts';

const PUBLISH_EVERY_MS = 200;

/** What does not change while the companion runs. */
export type SystemFacts = Pick<
  SystemState,
  'generation' | 'version' | 'mode' | 'dataDir' | 'webhookToken' | 'overlayTokens'
>;

/** Where the companion can be reached; known only once its server listens. */
export type Addresses = Pick<SystemState, 'overlayUrl' | 'webhookUrl'>;

export interface SystemApi {
  readonly state: Latest<SystemState>;
  announce(addresses: Addresses): void;
  stop(): void;
}

export function createSystemApi(
  facts: SystemFacts,
  bus: Bus,
  counted: { readonly rejected: number; readonly conflicts: number },
  damageAtStart: SystemState['damage'],
): SystemApi {
  const state = createLatest<SystemState>(toldNow);
  const sources = new Map<string, { readonly status: SourceStatus; readonly place: number }>();
  let ledger: SystemState['ledger'] = { state: 'ok', message: null, pending: 0 };
  let { rejected, conflicts } = counted;
  let damage = damageAtStart;
  let backup: SystemState['backup'] = { lastAtMs: null, failure: null };
  let recording: SystemState['recording'] = { on: false, failure: null };
  let overlayClients = 0;
  let rev = 0;
  let addresses: Addresses | null = null;

  const publish = createThrottle(() => {
    if (addresses === null) return;
    rev += 1;
    state.set({
      ...facts,
      ...addresses,
      rev,
      serverNowMs: Date.now(),
      sources: [...sources.values()].sort((a, b) => a.place - b.place).map(({ status }) => status),
      ledger,
      damage,
      backup,
      recording,
      rejected,
      conflicts,
      overlayClients,
    });
  }, PUBLISH_EVERY_MS);

  const unsubscribers = [
    bus.subscribe('source', ({ place, ...status }) => {
      sources.set(status.source, { status, place });
      publish.run();
    }),
    bus.subscribe('sourceRemoved', ({ source }) => {
      sources.delete(source);
      publish.run();
    }),
    bus.subscribe('ledgerHealth', ({ state: health, message, pending }) => {
      ledger = { state: health, message, pending };
      publish.run();
    }),
    bus.subscribe('problems', (counts) => {
      rejected += counts.rejected;
      conflicts += counts.conflicts;
      publish.run();
    }),
    bus.subscribe('damage', (found) => {
      damage = found;
      publish.run();
    }),
    bus.subscribe('backup', (state) => {
      backup = state;
      publish.run();
    }),
    bus.subscribe('recording', (state) => {
      recording = state;
      publish.run();
    }),
    bus.subscribe('overlayClients', ({ count }) => {
      overlayClients = count;
      publish.run();
    }),
  ];

  return {
    state,
    announce(found) {
      addresses = found;
      publish.run();
    },
    stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      publish.stop();
    },
  };
}
