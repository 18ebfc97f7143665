/**
 * The sources of this run: starts them, hands their frames to the ingest, their state to the bus and their
 * coverage to the ledger; adds, pauses and removes them while the stream goes on.
 */
import type { AddOutcome, Outcome } from '../shared/contract/index.ts';
import type { ConnectionTest } from '../shared/contract/sources.ts';
import type { Bus } from './bus.ts';
import { createInFlight } from './in-flight.ts';
import type { Ingest } from './ingest/ingest.ts';
import type { LedgerClient } from './ledger/client.ts';
import type { Recorder } from './recordings/recorder.ts';
import { readSourceList, writeSourceList } from './source-list.ts';
import { findSource, withoutSecrets } from './sources/registry.ts';
import type { FoundSource } from './sources/registry.ts';
import { runSource, systemClock } from './sources/runner.ts';
import type { RunnerStatus, RunningSource } from './sources/runner.ts';
import { NO_CONTEXT } from './sources/source.ts';
import type { Ended, SourceContext, SourceDefinition } from './sources/source.ts';
import { testConnection } from './sources/tester.ts';

export interface Connections {
  /** Starts the remembered sources, and those that were named for this start; they are known to be allowed. */
  start(named: readonly FoundSource[]): Promise<void>;
  add(url: string): Promise<AddOutcome>;
  test(
    url: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<ConnectionTest, void, undefined>;
  setPaused(source: string, paused: boolean): Promise<Outcome>;
  remove(source: string): Promise<Outcome>;
  restore(source: string): Promise<Outcome>;
  /** Connects anew whatever uses the secret of this name. */
  secretChanged(name: string): void;
  statuses(): readonly RunnerStatus[];
  stop(): void;
}

/** Several commits' worth, so that the disk never waits for a source that can wait for it. */
const MOST_IN_FLIGHT = 2_000;

export interface ConnectionParts {
  readonly mode: 'live' | 'sandbox';
  readonly ledger: LedgerClient;
  readonly ingest: Ingest;
  readonly bus: Bus;
  /** Hears every raw frame, and when connections begin and end. */
  readonly recorder: Pick<Recorder, 'connected' | 'ended' | 'frame'>;
  readonly context: Pick<SourceContext, 'secret'>;
  readonly onError: (error: unknown) => void;
}

/** Words of the coverage, beside those of the platforms. */
const PAUSED = 'Paused by you.';
const RESUMED = 'Connecting again after your pause.';

interface Entry {
  readonly found: FoundSource;
  /** Where it stands among the others; it keeps it for ever. */
  readonly place: number;
  /** Null while it is paused. */
  readonly running: RunningSource | null;
  readonly status: RunnerStatus;
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

export function createConnections(parts: ConnectionParts): Connections {
  const { ledger, ingest, bus, recorder, context, onError } = parts;
  const entries = new Map<string, Entry>();
  /** Those that were removed in this run, as they were. */
  const removed = new Map<string, Entry>();
  let places = 0;

  function note(
    { definition, label }: FoundSource,
    state: 'connected' | 'disconnected' | 'removed',
    reason = '',
    sinceMs?: number,
  ): void {
    if (state === 'connected') recorder.connected(label, definition.scheme);
    else recorder.ended(label, definition.scheme, reason);
    const since = sinceMs === undefined ? {} : { sinceMs };
    const about = { source: label, live: definition.live };
    ledger
      .submit([{ type: 'source', ...about, state, reason, atMs: Date.now(), ...since }])
      .catch(onError);
  }

  function show(entry: Entry): void {
    entries.set(entry.found.label, entry);
    bus.publish('source', { ...entry.status, removable: true, place: entry.place });
  }

  function run(found: FoundSource, place: number): void {
    const { definition, label } = found;
    /** What the coverage says at the moment; nothing until the first attempt has come to something. */
    let covered: 'connected' | 'disconnected' | null = null;
    let running: RunningSource | null = null;
    const inFlight = createInFlight(MOST_IN_FLIGHT);

    function onStatus(status: RunnerStatus, ended?: Ended): void {
      // Whoever stops it says why; one that has come to its own end has said it.
      if (status.state === 'stopped' && ended === undefined) return;
      show({ found, place, running, status });
      if (status.state === 'connected' && covered !== 'connected') {
        covered = 'connected';
        note(found, 'connected');
      } else if (ended !== undefined && (covered !== 'disconnected' || ended.permanent === true)) {
        covered = 'disconnected';
        const state = ended.finished === true ? 'removed' : 'disconnected';
        note(found, state, ended.reason, ended.silentSinceMs);
      }
    }

    running = runSource({
      ...found,
      onFrame: (raw, normalised) => {
        recorder.frame(label, definition.scheme, raw);
        const from = { source: label, live: definition.live };
        inFlight.track(ingest.accept(from, raw, normalised).catch(onError));
      },
      onStatus,
      context: { ...context, room: () => inFlight.room() },
      clock: systemClock,
      random: Math.random,
    });
    entries.set(label, { found, place, running, status: running.status() });
  }

  function pause({ found, place, running }: Omit<Entry, 'status'>): void {
    running?.stop();
    note(found, 'disconnected', PAUSED);
    show({ found, place, running: null, status: pausedStatus(found, running?.status()) });
  }

  function begin(found: FoundSource, paused: boolean, place: number): void {
    places = Math.max(places, place + 1);
    if (paused) pause({ found, place, running: null });
    else run(found, place);
  }

  function remember(): Promise<void> {
    return writeSourceList(
      ledger,
      [...entries.values()]
        .sort((a, b) => a.place - b.place)
        .map(({ found, running }) => ({
          url: withoutSecrets(found.url).href,
          paused: running === null,
        })),
    );
  }

  function allowed(url: string): FoundSource | Extract<Outcome, { ok: false }> {
    const found = findSource(url);
    if (!found.ok) return found;
    const refusal = refusedByMode(found.definition, parts.mode);
    if (refusal !== null) return { ok: false, ...refusal };
    if (found.definition.connect !== null) return found;
    return {
      ok: false,
      code: 'always_on',
      message: `${found.definition.scheme}:// is always on: other programs send to it, there is nothing to connect.`,
    };
  }

  return {
    async start(named) {
      const unknown = new Map(
        named
          .filter(({ definition }) => definition.connect !== null)
          .map((found) => [found.label, found]),
      );
      for (const { url, paused } of await readSourceList(ledger)) {
        const found = allowed(url);
        if (!found.ok || entries.has(found.label)) continue;
        const asked = unknown.get(found.label);
        unknown.delete(found.label);
        begin(asked ?? found, paused && asked === undefined, places);
      }
      for (const found of unknown.values()) begin(found, false, places);
    },
    async add(url) {
      const found = allowed(url);
      if (!found.ok) return found;
      const { label } = found;
      if (entries.has(label)) {
        return { ok: false, code: 'already_added', message: `${label} is already here.` };
      }
      begin(found, false, places);
      await remember();
      return { ok: true, source: label };
    },
    async *test(url, signal) {
      const found = allowed(url);
      if (found.ok) {
        yield* testConnection({
          found,
          context: { ...NO_CONTEXT, ...context },
          clock: systemClock,
          signal,
        });
        return;
      }
      const words = 'Reading the address';
      const step = { words, state: 'failed', note: found.message, next: null } as const;
      yield { steps: [step], result: 'failed' };
    },
    async setPaused(label, paused) {
      const entry = entries.get(label);
      if (entry === undefined) return unknownSource(label);
      if (paused === (entry.running === null)) return { ok: true };
      if (paused) {
        pause(entry);
      } else {
        // Ends the time that was paused: what follows is not the user's wish any more.
        note(entry.found, 'disconnected', RESUMED);
        run(entry.found, entry.place);
      }
      await remember();
      return { ok: true };
    },
    async remove(label) {
      const entry = entries.get(label);
      if (entry === undefined) return unknownSource(label);
      entries.delete(label);
      removed.set(label, entry);
      entry.running?.stop();
      note(entry.found, 'removed');
      bus.publish('sourceRemoved', { source: label });
      await remember();
      return { ok: true };
    },
    async restore(label) {
      const entry = removed.get(label);
      if (entry === undefined) return unknownSource(label);
      removed.delete(label);
      if (!entries.has(label)) {
        begin(entry.found, entry.running === null, entry.place);
        await remember();
      }
      return { ok: true };
    },
    secretChanged(name) {
      for (const { found, place, running } of [...entries.values()]) {
        if (running === null || found.definition.secret?.name !== name) continue;
        running.stop();
        note(found, 'disconnected', 'Its key was changed.');
        run(found, place);
      }
    },
    statuses: () => [...entries.values()].map(({ status }) => status),
    stop() {
      for (const { found, running } of entries.values()) {
        running?.stop();
        note(found, 'removed');
      }
      entries.clear();
    },
  };
}

function unknownSource(label: string): Outcome {
  return { ok: false, code: 'unknown_source', message: `There is no source ${label}.` };
}

function pausedStatus({ definition, label }: FoundSource, last?: RunnerStatus): RunnerStatus {
  return {
    source: label,
    scheme: definition.scheme,
    state: 'paused',
    reason: null,
    steps: [],
    sinceMs: Date.now(),
    nextAttemptAtMs: null,
    lastFrameAtMs: last?.lastFrameAtMs ?? null,
    frames: last?.frames ?? 0,
    rejected: last?.rejected ?? 0,
  };
}
