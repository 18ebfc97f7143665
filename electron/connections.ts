/**
 * The sources of this run: starts them, hands their frames to the ingest, their state to the bus and their
 * coverage to the ledger; adds and removes them while the stream goes on.
 */
import type { Outcome } from '../shared/contract/index.ts';
import type { Bus } from './bus.ts';
import { createInFlight } from './in-flight.ts';
import type { Ingest } from './ingest/ingest.ts';
import type { LedgerClient } from './ledger/client.ts';
import type { Recorder } from './recordings/recorder.ts';
import { findSource } from './sources/registry.ts';
import type { FoundSource } from './sources/registry.ts';
import { runSource, systemClock } from './sources/runner.ts';
import type { RunnerStatus, RunningSource } from './sources/runner.ts';
import { NO_CONTEXT } from './sources/source.ts';
import type { SourceDefinition } from './sources/source.ts';

export interface Connections {
  /** Starts a source that is known to be allowed in this mode. */
  start(found: FoundSource): void;
  add(url: string): Promise<Outcome>;
  remove(source: string): Promise<Outcome>;
  statuses(): readonly RunnerStatus[];
  stop(): void;
}

/** Key of the remembered source URLs in the settings. */
const SETTING = 'sources';
/** Several commits' worth, so that the disk never waits for a source that can wait for it. */
const MOST_IN_FLIGHT = 2_000;

export interface ConnectionParts {
  readonly mode: 'live' | 'sandbox';
  readonly ledger: LedgerClient;
  readonly ingest: Ingest;
  readonly bus: Bus;
  /** Hears every raw frame, and when connections begin and end. */
  readonly recorder: Pick<Recorder, 'connected' | 'ended' | 'frame'>;
  readonly onError: (error: unknown) => void;
}

/** Why a source may not run in this mode; null when it may. Sandbox money must never meet real money. */
export function refusedByMode(
  definition: SourceDefinition,
  mode: 'live' | 'sandbox',
): { readonly code: string; readonly message: string } | null {
  if (definition.sandboxOnly && mode === 'live') {
    return {
      code: 'sandbox_only',
      message: `${definition.scheme}:// plays invented gifts, so it only runs in the sandbox. Start with --demo.`,
    };
  }
  if (!definition.sandboxOnly && mode === 'sandbox') {
    return {
      code: 'live_only',
      message: `${definition.scheme}:// brings real gifts, which do not belong in the sandbox. Start without --demo.`,
    };
  }
  return null;
}

/** URLs that the user added in an earlier run. */
export async function rememberedSources(ledger: LedgerClient): Promise<readonly string[]> {
  const saved = await ledger.app('readSetting', SETTING);
  if (saved === null) return [];
  const urls: unknown = JSON.parse(saved);
  return Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [];
}

export function createConnections(parts: ConnectionParts): Connections {
  const { ledger, ingest, bus, recorder, onError } = parts;
  const running = new Map<
    string,
    { readonly source: RunningSource; readonly found: FoundSource }
  >();

  function start(found: FoundSource): void {
    const { definition, url, label } = found;
    const { live, scheme } = definition;
    const inFlight = createInFlight(MOST_IN_FLIGHT);
    let covered = false;

    function note(
      state: 'connected' | 'disconnected' | 'removed',
      reason: string,
      sinceMs?: number,
    ): void {
      const since = sinceMs === undefined ? {} : { sinceMs };
      ledger
        .submit([
          { type: 'source', source: label, live, state, reason, atMs: Date.now(), ...since },
        ])
        .catch(onError);
    }

    function onStatus(status: RunnerStatus, silentSinceMs?: number): void {
      bus.publish('source', { ...status, removable: true });
      const connected = status.state === 'connected';
      if (connected === covered && status.state !== 'stopped') return;
      covered = connected;
      if (connected) recorder.connected(label, scheme);
      else recorder.ended(label, scheme, status.reason ?? '');
      note(
        connected ? 'connected' : status.state === 'stopped' ? 'removed' : 'disconnected',
        status.reason ?? '',
        silentSinceMs,
      );
    }

    if (definition.connect === null) return;
    const source = runSource({
      definition,
      url,
      label,
      onFrame: (raw, normalised) => {
        recorder.frame(label, scheme, raw);
        inFlight.track(ingest.accept({ source: label, live }, raw, normalised).catch(onError));
      },
      onStatus,
      context: { ...NO_CONTEXT, room: () => inFlight.room() },
      clock: systemClock,
      random: Math.random,
    });
    running.set(label, { source, found });
  }

  function remember(): Promise<void> {
    const urls = [...running.values()].map(({ found }) => found.url.href);
    return ledger.app('writeSetting', SETTING, JSON.stringify(urls));
  }

  return {
    start,
    async add(url) {
      const found = findSource(url);
      if (!found.ok) return found;
      const refusal = refusedByMode(found.definition, parts.mode);
      if (refusal !== null) return { ok: false, ...refusal };
      if (found.definition.connect === null) {
        return {
          ok: false,
          code: 'always_on',
          message: `${found.definition.scheme}:// is always on: other programs send to it, there is nothing to connect.`,
        };
      }
      if (running.has(found.label)) {
        return { ok: false, code: 'already_added', message: `${found.label} is already here.` };
      }
      start(found);
      await remember();
      return { ok: true };
    },
    async remove(label) {
      const entry = running.get(label);
      if (entry === undefined) {
        return { ok: false, code: 'unknown_source', message: `There is no source ${label}.` };
      }
      running.delete(label);
      entry.source.stop();
      bus.publish('sourceRemoved', { source: label });
      await remember();
      return { ok: true };
    },
    statuses: () => [...running.values()].map(({ source }) => source.status()),
    stop() {
      for (const { source } of running.values()) source.stop();
      running.clear();
    },
  };
}
