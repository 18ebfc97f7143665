/** app.sqlite: alerts with their receipts, from its first schema on. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredAlert } from '../../electron/alerts/store.ts';
import { openAppStore } from '../../electron/ledger/app-store.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { appSchema } from '../../electron/ledger/schema.ts';
import { giftAlert } from '../../shared/alerts/gift-alert.ts';
import { decodeAlert, encodeAlert } from '../../shared/alerts/stored.ts';
import { T0, committed } from '../alerts/builders.ts';
import { tempDir } from '../tools/builders.ts';

function opened(dir: string, versions = appSchema.migrations) {
  const db = openWriter(join(dir, 'app.sqlite'), { ...appSchema, migrations: versions });
  return { db, store: openAppStore.bind(null, db) };
}

/** A gift's alert as it was written before there were rules. */
function bodyOf(giftNo: number, air: object | null): string {
  const { firstTime, ruleId, priority, durationMs, text, approved, replay, ...before } = giftAlert(
    committed({ giftNo, seq: giftNo }),
    T0 + giftNo,
  );
  expect([firstTime, ruleId, priority, durationMs, text, approved, replay]).toHaveLength(7);
  return JSON.stringify({ v: 1, alert: { ...before, air } });
}

function finished(giftNo: number, parts: Partial<StoredAlert> = {}): StoredAlert {
  const alert = giftAlert(committed({ giftNo, seq: giftNo, personNo: giftNo }), T0);
  return {
    alertId: alert.alertId,
    state: 'done',
    reason: null,
    body: encodeAlert(alert),
    queuedAtMs: T0,
    shownAtMs: T0,
    endedAtMs: T0 + 5_000,
    ...parts,
  };
}

describe('from the schema without receipts', () => {
  it('every alert comes over, with the times it can still tell', () => {
    using folder = tempDir();
    const old = opened(folder.dir, appSchema.migrations.slice(0, 1)).db;
    const insert = old.prepare(
      'INSERT INTO alert (alert_id, state, body, updated_at, queue_no) VALUES (?, ?, ?, ?, ?)',
    );
    const air = { startedAtMs: T0 + 9_000, endsAtMs: T0 + 14_000 };
    insert.run('g1', 'done', bodyOf(1, { ...air, painted: true }), T0 + 14_000, 1);
    insert.run('g2', 'missed', bodyOf(2, { ...air, painted: false }), T0 + 15_000, 2);
    insert.run('g3', 'queued', bodyOf(3, null), T0 + 3, 3);
    insert.run('g4', 'queued', 'not JSON', T0 + 4, 4);
    old.prepare('INSERT INTO alert_cursor VALUES (1, 4)').run();
    old.prepare("INSERT INTO setting VALUES ('sources', '[]')").run();
    old.close();

    const { db, store } = opened(folder.dir);
    const app = store();
    expect(app.finishedAlerts({ beforeNo: null, limit: 10 })).toMatchObject([
      { alertId: 'g2', no: 2, queuedAtMs: T0 + 2, shownAtMs: null, endedAtMs: T0 + 15_000 },
      { alertId: 'g1', no: 1, queuedAtMs: T0 + 1, shownAtMs: T0 + 9_000, endedAtMs: T0 + 14_000 },
    ]);
    const loaded = app.loadAlerts();
    expect(loaded).toMatchObject({ cursor: 4, settings: null });
    expect(loaded.alerts.map(({ alertId, state }) => [alertId, state])).toEqual([
      ['g3', 'queued'],
      ['g4', 'queued'],
    ]);
    const [waiting] = loaded.alerts;
    expect(decodeAlert(waiting?.body ?? '')).toMatchObject({ priority: null, approved: false });
    expect(app.readSetting('sources')).toBe('[]');
    db.close();
  });
});

describe('alerts that have their receipt', () => {
  it('are listed newest first, page by page, without what a summary took in', () => {
    using folder = tempDir();
    const { db, store } = opened(folder.dir);
    const app = store();
    app.saveAlerts({ alerts: [1, 2, 3, 4, 5].map((no) => finished(no)) });
    app.saveAlerts({
      alerts: [finished(3, { reason: 'summarised' }), finished(6, { state: 'held' })],
    });
    const first = app.finishedAlerts({ beforeNo: null, limit: 2 });
    expect(first.map(({ alertId }) => alertId)).toEqual(['g5', 'g4']);
    const rest = app.finishedAlerts({ beforeNo: first.at(-1)?.no ?? null, limit: 9 });
    expect(rest.map(({ alertId }) => alertId)).toEqual(['g2', 'g1']);
    expect(app.findAlert('g2')).toMatchObject({ alertId: 'g2', state: 'done' });
    expect(app.findAlert('g6')).toBeNull();
    db.close();
  });

  it('are bounded in number; what still waits is never let go of', () => {
    using folder = tempDir();
    const { db, store } = opened(folder.dir);
    const app = store();
    app.saveAlerts({ alerts: [finished(1, { state: 'held', endedAtMs: null })] });
    for (let at = 0; at < 250; at += 1) {
      app.saveAlerts({
        alerts: Array.from({ length: 10 }, (_, one) => finished(2 + at * 10 + one)),
      });
    }
    const kept = db.prepare('SELECT count(*) FROM alert').pluck().get() as number;
    expect(kept).toBeGreaterThanOrEqual(2_001);
    expect(kept).toBeLessThan(2_001 + 100 * 10);
    expect(app.loadAlerts().alerts.map(({ alertId }) => alertId)).toEqual(['g1']);
    expect(app.finishedAlerts({ beforeNo: null, limit: 1 })[0]?.alertId).toBe('g2501');
    db.close();
  });

  it('do not name somebody who was forgotten', () => {
    using folder = tempDir();
    const { db, store } = opened(folder.dir);
    const app = store();
    app.saveAlerts({ alerts: [finished(1), finished(2, { state: 'hidden' })] });
    app.forgetPerson(1);
    const bodies = app.finishedAlerts({ beforeNo: null, limit: 9 }).map(({ body }) => body);
    expect(bodies.map((body) => body.includes('Ada'))).toEqual([true, false]);
    db.close();
  });
});
