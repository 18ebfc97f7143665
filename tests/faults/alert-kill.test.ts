/**
 * A companion that is killed with alerts waiting, over and over, on one data folder, before the eyes of an overlay:
 * no alert is shown twice, none is lost, and in the end each has its receipt.
 */
import path from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { decodeAlert } from '../../shared/alerts/stored.ts';
import type { Row } from '../alerts/accounting.ts';
import { accountedSums, shownTwice } from '../alerts/accounting.ts';
import { rule } from '../alerts/builders.ts';
import { watchAlerts } from '../e2e/watched-alerts.ts';
import { useCompanions } from '../tools/companion.ts';
import { pause, until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { between, seeded } from '../tools/seeded.ts';

const companions = useCompanions();
const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
const KILLS = NIGHTLY ? 200 : 20;
const SEED = 20_261_126;

function gift(id: string, name: string) {
  return {
    id,
    platform: 'myshop',
    kind: 'gift',
    sender: { id: `u-${id}`, name: `Viewer ${id}` },
    gift: { id: name, name },
    count: 1,
    unit: 'star',
    unitsEach: 3,
  };
}

function stored(dataDir: string): readonly Row[] {
  const db = new Database(path.join(dataDir, 'app.sqlite'), { readonly: true });
  const rows = db.prepare('SELECT state, body FROM alert').all() as {
    readonly state: Row['stage'];
    readonly body: string;
  }[];
  db.close();
  return rows.map(({ state, body }) => {
    const alert = decodeAlert(body);
    if (alert === null) throw new Error(`A stored alert cannot be read: ${body}`);
    return { alert, stage: state };
  });
}

it(
  `killed at ${KILLS} random moments with alerts waiting, it repeats none and loses none (seed ${SEED})`,
  { timeout: KILLS * 15_000 },
  async () => {
    const random = seeded(SEED);
    const names = ['shown', 'shown', 'shown', 'held', 'hidden'];
    let companion = await companions.serve();
    const { dataDir } = companion;
    const first = await connectRpc(companion.ready.dashboardUrl);
    const rules = [
      rule({ id: 'hold', match: { gift: 'held' }, action: 'hold' }),
      rule({ id: 'hide', match: { gift: 'hidden' }, action: 'hide' }),
    ];
    expect(await first.client.alerts.setRules({ rules })).toEqual({ ok: true });
    first.close();

    /** What overlays painted, over all lives; the same alert in two lives only where it was interrupted. */
    const lives: (readonly string[])[] = [];
    let sent = 0;
    let waitedAtKill = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const overlay = await watchAlerts(companion.ready.overlayUrl);
      const batch = Array.from({ length: between(random, 2, 6) }, () => {
        sent += 1;
        return gift(`g${sent}`, names[sent % names.length] ?? 'shown');
      });
      await companion.post(batch);
      const hand = await connectRpc(companion.ready.dashboardUrl);
      await pause(between(random, 0, 400));
      // Some are let through and some taken off the air, so that every stage is met by some kill.
      void hand.client.alerts.skip().catch(() => undefined);
      if (random() < 0.5) void hand.client.alerts.approve({ alertId: null }).catch(() => undefined);
      await pause(between(random, 0, 60));
      await companion.kill9();
      hand.close();
      overlay.close();
      lives.push(overlay.painted());
      const open = stored(dataDir).filter(({ stage }) => stage === 'queued' || stage === 'held');
      waitedAtKill += open.length > 0 ? 1 : 0;
      companion = await companions.serve({ dataDir });
    }

    const overlay = await watchAlerts(companion.ready.overlayUrl);
    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    expect(await client.alerts.approve({ alertId: null })).toEqual({ ok: true });
    await until(
      'every alert to have its receipt',
      async () => {
        const current = overlay.current();
        // Skipped only once it was painted, so that what counts as shown was seen.
        if (current !== null && overlay.painted().includes(current.alertId)) {
          await client.alerts.skip();
        }
        return stored(dataDir).every(({ stage }) => !['queued', 'held', 'playing'].includes(stage));
      },
      { withinMs: 120_000 },
    );
    lives.push(overlay.painted());
    close();
    overlay.close();

    const booked = await companion.gifts();
    expect(booked).toHaveLength(sent);
    expect((await companion.stop()).exitCode).toBe(0);
    const rows = stored(dataDir);
    expect(accountedSums(rows)).toEqual(new Map([['myshop/star', sent]]));
    expect(shownTwice(rows)).toEqual([]);
    expect(rows.filter(({ stage }) => stage === 'missed')).toEqual([]);
    // What was interrupted goes on in the next life; an alert never comes back later than that.
    const inOrder = lives.flat().filter((alertId, at, all) => alertId !== all[at - 1]);
    expect(new Set(inOrder).size).toBe(inOrder.length);
    const hidden = rows.filter(({ stage }) => stage === 'hidden').map(({ alert }) => alert.alertId);
    expect(inOrder.filter((alertId) => hidden.includes(alertId))).toEqual([]);
    // A kill with nothing waiting would prove little.
    expect(waitedAtKill).toBeGreaterThan(KILLS / 2);
    process.stdout.write(
      `alert kills: ${KILLS}, ${waitedAtKill} with alerts waiting, ${sent} gifts, ${inOrder.length} shown, 0 twice, 0 lost\n`,
    );
  },
);
