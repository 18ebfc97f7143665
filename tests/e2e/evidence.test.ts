/** Old raw frames go while the built companion runs: in small steps, with a bounded log, and no figure with them. */
import { readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { ledgerFile } from '../../electron/ledger/files.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { ledgerSchema } from '../../electron/ledger/schema.ts';
import { openLedgerStore } from '../../electron/ledger/store.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';
import { fakeLedgerClock, gift, giftFrame } from '../tools/builders.ts';
import { useCompanions } from '../tools/companion.ts';
import { bookedUnits } from '../tools/csv.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';

const companions = useCompanions();
const DAY_MS = 86_400_000;
const OLD = 40_000;
const NEW = 500;
const WAL_BOUND_BYTES = 64 * 1024 * 1024;

/** A ledger of somebody who has streamed for years. */
function grownLedger(dataDir: string): void {
  const db = openWriter(ledgerFile(dataDir), ledgerSchema('live'));
  const store = openLedgerStore(db, fakeLedgerClock());
  const padding = 'p'.repeat(900);
  for (let from = 0; from < OLD + NEW; from += 2_000) {
    const commands = Array.from({ length: Math.min(2_000, OLD + NEW - from) }, (_, at) => {
      const no = from + at;
      const atMs = Date.now() - (no < OLD ? 400 : 300) * DAY_MS;
      const messageId = `m${no}`;
      const giftKey = messageKey('tiktok', messageId);
      const frame = giftFrame({ messageId, giftKey, final: true, occurredAtMs: atMs });
      return gift(frame, { observedAtMs: atMs, evidence: `${no} ${padding}` });
    });
    store.commit(commands);
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

it('lets go of frames older than the setting, and of nothing else', async () => {
  const dataDir = companions.folder();
  grownLedger(dataDir);
  const file = ledgerFile(dataDir);
  const marker = Buffer.from(`1 ${'p'.repeat(900)}`);
  expect(readFileSync(file).includes(marker)).toBe(true);

  const companion = await companions.serve({ dataDir });
  const db = new Database(file, { readonly: true });
  const left = db.prepare('SELECT count(*) FROM evidence').pluck();
  let largestWal = 0;
  let answered = 0;
  await until(
    'the old frames to be gone',
    async () => {
      largestWal = Math.max(largestWal, statSync(`${file}-wal`).size);
      // A gift is booked all the while.
      const posted = await companion.post({
        ...{ id: `live-${answered}`, platform: 'myshop', kind: 'gift', sender: { id: 'u' } },
        ...{ gift: { id: 'g' }, count: 1, unit: 'star', unitsEach: 1 },
      });
      answered += posted.accepted;
      return left.get() === NEW + answered;
    },
    { withinMs: 60_000, everyMs: 50 },
  );
  db.close();
  expect(largestWal).toBeLessThan(WAL_BOUND_BYTES);

  const rows = await companion.gifts();
  expect([bookedUnits(rows, 'coin'), bookedUnits(rows, 'star')]).toEqual([
    BigInt(OLD + NEW),
    BigInt(answered),
  ]);
  expect((await companion.verify()).exitCode).toBe(0);

  const rpc = await connectRpc(companion.ready.dashboardUrl);
  await rpc.client.evidence.setRetention({ days: 200 });
  rpc.close();
  await until('a shorter time to count at once', () => {
    const again = new Database(file, { readonly: true });
    const count = again.prepare('SELECT count(*) FROM evidence').pluck().get();
    again.close();
    return count === answered;
  });
  await companion.stop();
  expect(readFileSync(file).includes(marker)).toBe(false);
});
