/** app.sqlite: settings, the alert queue with its receipts, canvases. Runs in the writer thread, in its own transactions. */
import type { FinishedAlert, StoredAlert } from '../alerts/store.ts';
import { openCanvasStore } from './canvas-store.ts';
import type { Db } from './open.ts';

export interface LoadedAlerts {
  /** −1 when the engine has never run. */
  readonly cursor: number;
  /** Null when none were ever saved. */
  readonly settings: string | null;
  readonly alerts: readonly StoredAlert[];
}

const COLUMNS = `alert_id AS alertId, state, reason, body, queued_at AS queuedAtMs, shown_at AS shownAtMs,
  ended_at AS endedAtMs`;
const FINISHED = "state IN ('done', 'missed', 'hidden')";
const ALERT_SETTINGS = 'alerts';
/** Alerts with a receipt that are kept; the ledger keeps the gifts themselves for ever. */
const MOST_FINISHED = 2_000;
/** Old ones are looked for once in so many saves. */
const PRUNE_EVERY = 100;

/** Prepares the statements of app.sqlite. */
export function openAppStore(db: Db) {
  const cursor = db.prepare('SELECT seq FROM alert_cursor').pluck();
  const waiting = db.prepare(
    `SELECT ${COLUMNS} FROM alert WHERE state IN ('queued', 'held', 'playing') ORDER BY queue_no`,
  );
  const saveAlert = db.prepare(
    `INSERT INTO alert (alert_id, state, reason, body, queued_at, shown_at, ended_at, queue_no)
     VALUES (@alertId, @state, @reason, @body, @queuedAtMs, @shownAtMs, @endedAtMs,
       (SELECT coalesce(max(queue_no), 0) + 1 FROM alert))
     ON CONFLICT (alert_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
       body = excluded.body, queued_at = excluded.queued_at, shown_at = excluded.shown_at,
       ended_at = excluded.ended_at`,
  );
  const finished = db.prepare(
    `SELECT ${COLUMNS}, queue_no AS no FROM alert
     WHERE ${FINISHED} AND reason IS NOT 'summarised' AND queue_no < ? ORDER BY queue_no DESC LIMIT ?`,
  );
  const find = db.prepare(
    `SELECT ${COLUMNS}, queue_no AS no FROM alert WHERE ${FINISHED} AND alert_id = ?`,
  );
  const prune = db.prepare(
    `DELETE FROM alert WHERE ${FINISHED} AND queue_no <= (
       SELECT queue_no FROM alert WHERE ${FINISHED} ORDER BY queue_no DESC LIMIT 1 OFFSET ${MOST_FINISHED})`,
  );
  let saves = 0;
  const saveCursor = db.prepare(
    'INSERT INTO alert_cursor (one, seq) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET seq = excluded.seq',
  );
  const readSetting = db.prepare('SELECT value FROM setting WHERE key = ?').pluck();
  const writeSetting = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );

  /** People who were forgotten in this run: what was on its way with their name loses it here. */
  const forgotten = new Set<number>();
  const forget = db.prepare(
    `UPDATE alert SET body = json_set(body, '$.alert.senderName', '')
     WHERE json_extract(body, '$.alert.personNo') = ?`,
  );

  return {
    ...openCanvasStore(db),
    loadAlerts(): LoadedAlerts {
      return {
        cursor: (cursor.get() as number | undefined) ?? -1,
        settings: (readSetting.get(ALERT_SETTINGS) as string | undefined) ?? null,
        alerts: waiting.all() as StoredAlert[],
      };
    },
    saveAlerts(change: {
      readonly cursor?: number;
      readonly settings?: string;
      readonly alerts: readonly StoredAlert[];
    }): void {
      db.transaction(() => {
        for (const alert of change.alerts) {
          saveAlert.run(alert);
        }
        if (change.alerts.length > 0) for (const personNo of forgotten) forget.run(personNo);
        if (change.cursor !== undefined) saveCursor.run(change.cursor);
        if (change.settings !== undefined) writeSetting.run(ALERT_SETTINGS, change.settings);
        if (saves % PRUNE_EVERY === 0) prune.run();
      }).immediate();
      saves += 1;
    },
    /** Alerts with a receipt, newest first, below a number. */
    finishedAlerts(asked: {
      readonly beforeNo: number | null;
      readonly limit: number;
    }): FinishedAlert[] {
      const below = asked.beforeNo ?? Number.MAX_SAFE_INTEGER;
      return finished.all(below, asked.limit) as FinishedAlert[];
    },
    findAlert(alertId: string): FinishedAlert | null {
      return (find.get(alertId) as FinishedAlert | undefined) ?? null;
    },
    /** Takes the name of a person out of every alert that is kept. */
    forgetPerson(personNo: number): void {
      forgotten.add(personNo);
      forget.run(personNo);
    },
    /** A setting as the JSON text it was saved as; null when it was never set. */
    readSetting(key: string): string | null {
      return (readSetting.get(key) as string | undefined) ?? null;
    },
    writeSetting(key: string, value: string): void {
      writeSetting.run(key, value);
    },
  };
}

export type AppStore = ReturnType<typeof openAppStore>;
