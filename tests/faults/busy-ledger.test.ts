/** Somebody else holds the ledger: nothing is acknowledged, the dashboard says so at once, and nothing is lost. */
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { postGifts, useCompanions } from '../tools/companion.ts';
import { connectRpc } from '../tools/rpc.ts';

const companions = useCompanions();
/** The promise is a second; the rest is this machine's. */
const BANNER_WITHIN_MS = 3_000;

const gift = (id: string) =>
  JSON.stringify({
    id,
    platform: 'myshop',
    kind: 'gift',
    sender: { id: 's', name: 'Sam' },
    gift: { id: 'star', name: 'Star' },
    count: 1,
    unit: 'star',
    unitsEach: 1,
  });

describe('a ledger that another program has locked', () => {
  it('acknowledges nothing, is said on the dashboard, and takes everything once it is free', async () => {
    const companion = await companions.serve();
    expect((await postGifts(companion.ready, gift('before'))).status).toBe(200);
    const rpc = await connectRpc(companion.ready.dashboardUrl);
    const watching = new AbortController();
    const intruder = new Database(path.join(companion.dataDir, 'ledger.sqlite'));
    intruder.exec('BEGIN IMMEDIATE');
    const lockedAtMs = Date.now();
    const posted = postGifts(companion.ready, gift('meanwhile'));
    const states = await rpc.client.system.watch(undefined, { signal: watching.signal });
    for await (const state of states) if (state.ledger.state === 'failing') break;
    expect(Date.now() - lockedAtMs).toBeLessThan(BANNER_WITHIN_MS);
    expect((await companion.gifts()).map((row) => row.gift_key)).toEqual(['myshop|msg|before']);

    intruder.exec('ROLLBACK');
    intruder.close();
    const again = await rpc.client.system.watch(undefined, { signal: watching.signal });
    for await (const state of again) if (state.ledger.state === 'ok') break;
    watching.abort();
    rpc.close();
    const answer = await posted;
    // Answered once it was stored, or told to send again: either way it counts once.
    if (answer.status !== 200) {
      expect(answer.status).toBe(503);
      expect((await postGifts(companion.ready, gift('meanwhile'))).status).toBe(200);
    }
    const rows = await companion.gifts();
    expect(rows.map((row) => row.gift_key).sort()).toEqual([
      'myshop|msg|before',
      'myshop|msg|meanwhile',
    ]);
    expect((await companion.verify()).exitCode).toBe(0);
  });
});
