/** app.sqlite: settings, and the alert queue with its receipts. Runs in the writer thread, in its own transactions. */
import type { StoredAlert } from '../alerts/store.ts';
import type { Db } from './open.ts';

export interface LoadedAlerts {
  /** −1 when the engine has never run. */
  readonly cursor: number;
  readonly alerts: readonly StoredAlert[];
}

const COLUMNS = 'alert_id AS alertId, state, body, updated_at AS updatedAtMs';

/** Prepares the statements of app.sqlite. */
export function openAppStore(db: Db) {
  const cursor = db.prepare('SELECT seq FROM alert_cursor').pluck();
  const waiting = db.prepare(
    `SELECT ${COLUMNS} FROM alert WHERE state IN ('queued', 'playing') ORDER BY queue_no`,
  );
  const saveAlert = db.prepare(
    `INSERT INTO alert (alert_id, state, body, updated_at, queue_no)
     VALUES (?, ?, ?, ?, (SELECT coalesce(max(queue_no), 0) + 1 FROM alert))
     ON CONFLICT (alert_id) DO UPDATE SET state = excluded.state, body = excluded.body,
       updated_at = excluded.updated_at`,
  );
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
    loadAlerts(): LoadedAlerts {
      return {
        cursor: (cursor.get() as number | undefined) ?? -1,
        alerts: waiting.all() as StoredAlert[],
      };
    },
    saveAlerts(change: {
      readonly cursor?: number;
      readonly alerts: readonly StoredAlert[];
    }): void {
      db.transaction(() => {
        for (const alert of change.alerts) {
          saveAlert.run(alert.alertId, alert.state, alert.body, alert.updatedAtMs);
        }
        if (change.alerts.length > 0) for (const personNo of forgotten) forget.run(personNo);
        if (change.cursor !== undefined) saveCursor.run(change.cursor);
      }).immediate();
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
