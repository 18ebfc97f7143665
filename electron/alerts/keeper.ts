/**
 * Keeps the queue: one save in flight, everything that changes meanwhile in the next, and a queue is shown
 * only once it is kept. While the store fails, showing goes on without it and saving is tried again.
 */
import type { AlertRecord } from '../../shared/alerts/alert.ts';
import type { AlertQueue } from '../../shared/alerts/queue-state.ts';
import { encodeAlert } from '../../shared/alerts/stored.ts';
import type { EngineClock } from './retry.ts';
import { createRetry } from './retry.ts';
import type { AlertStore, StoredAlert } from './store.ts';

export interface Keeper {
  /** The queue after a step, with the alerts and what else must be kept before it is shown. */
  keep(queue: AlertQueue, records: readonly AlertRecord[], also?: Also): void;
  /** Saves what is left, once; nothing is shown any more. */
  close(): Promise<void>;
}

/** What is kept beside alerts: the journal cursor, and the settings as text. */
export interface Also {
  readonly cursor?: number | undefined;
  readonly settings?: string | undefined;
}

interface Changes extends Also {
  readonly records: ReadonlyMap<string, AlertRecord>;
}

const NOTHING: Changes = { records: new Map() };

export function createKeeper(deps: {
  readonly store: AlertStore;
  readonly clock: EngineClock;
  readonly show: (queue: AlertQueue) => void;
  readonly onFailing: (error: unknown) => void;
}): Keeper {
  const retry = createRetry(deps.clock, deps.onFailing);
  let unsaved: Changes = NOTHING;
  let latest: { readonly queue: AlertQueue; readonly version: number } | null = null;
  let shownVersion = 0;
  let saving: Promise<void> | null = null;
  let closed = false;

  function show(shown: typeof latest): void {
    if (shown === null || shown.version <= shownVersion || closed) return;
    shownVersion = shown.version;
    deps.show(shown.queue);
  }

  /** One transaction after another until nothing is left; false when the store failed. */
  async function drain(): Promise<void> {
    while (hasChanges(unsaved)) {
      const changes = unsaved;
      const kept = latest;
      unsaved = NOTHING;
      try {
        await deps.store.save(storable(changes, deps.clock.now()));
      } catch (error) {
        unsaved = merged(changes, unsaved);
        if (!closed) retry.failed(error, flush);
        show(latest);
        return;
      }
      retry.worked();
      show(kept);
    }
    show(latest);
  }

  function flush(): void {
    if (saving !== null) return;
    saving = drain().finally(() => {
      saving = null;
      // Something may have come between the last look and this line.
      if (hasChanges(unsaved) && !retry.inTrouble()) flush();
      else show(latest);
    });
  }

  return {
    keep(queue, records, also = {}) {
      latest = { queue, version: (latest?.version ?? 0) + 1 };
      unsaved = merged(unsaved, {
        records: new Map(records.map((record) => [record.alert.alertId, record])),
        ...also,
      });
      if (retry.inTrouble()) show(latest);
      else if (hasChanges(unsaved)) flush();
      else if (saving === null) show(latest);
    },
    async close() {
      closed = true;
      retry.cancel();
      while (saving !== null) await saving;
      if (hasChanges(unsaved)) await drain();
    },
  };
}

function hasChanges(changes: Changes): boolean {
  const { records, cursor, settings } = changes;
  return records.size > 0 || cursor !== undefined || settings !== undefined;
}

/** The later change of an alert stands, and the later cursor and settings. */
function merged(earlier: Changes, later: Changes): Changes {
  return {
    records: new Map([...earlier.records, ...later.records]),
    cursor: later.cursor ?? earlier.cursor,
    settings: later.settings ?? earlier.settings,
  };
}

function storable(changes: Changes, nowMs: number): Parameters<AlertStore['save']>[0] {
  const { cursor, settings } = changes;
  return {
    alerts: [...changes.records.values()].map((record) => storedAlert(record, nowMs)),
    ...(cursor === undefined ? {} : { cursor }),
    ...(settings === undefined ? {} : { settings }),
  };
}

function storedAlert({ alert, stage, reason }: AlertRecord, nowMs: number): StoredAlert {
  const isOver = stage === 'done' || stage === 'missed' || stage === 'hidden';
  return {
    alertId: alert.alertId,
    state: stage,
    reason,
    body: encodeAlert(alert),
    queuedAtMs: alert.queuedAtMs,
    shownAtMs: alert.air?.painted === true ? alert.air.startedAtMs : null,
    endedAtMs: isOver ? nowMs : null,
  };
}
