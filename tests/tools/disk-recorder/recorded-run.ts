/**
 * The program whose writes are recorded: `node recorded-run.ts FOLDER FIRST LAST SYNCHRONOUS` commits the batches
 * FIRST to LAST into a ledger, one by one, and marks each as soon as it is acknowledged. Halfway it closes the
 * ledger and opens it again, as a companion that is restarted.
 */
import { ledgerFile } from '../../../electron/ledger/files.ts';
import { openWriter } from '../../../electron/ledger/open.ts';
import { ledgerSchema } from '../../../electron/ledger/schema.ts';
import { openLedgerStore } from '../../../electron/ledger/store.ts';
import { fakeLedgerClock } from '../builders.ts';
import { batch } from './batches.ts';
import { recorderControl } from './control.ts';
import { ACKNOWLEDGED, BEGUN } from './marks.ts';

/** So small that a short run sees many checkpoints and WALs begun anew. */
const CHECKPOINT_PAGES = 120;

const [, , folder = '', first = '', last = '', synchronous = ''] = process.argv;
const control = recorderControl();
const clock = fakeLedgerClock();

function commitAll(from: number, to: number): void {
  const db = openWriter(ledgerFile(folder), ledgerSchema('live'));
  // The app itself never lowers this; here it proves that the test can fail.
  if (synchronous !== 'FULL') db.pragma(`synchronous = ${synchronous}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const store = openLedgerStore(db, clock);
  store.recover();
  for (let n = from; n <= to; n += 1) {
    control.mark(`${BEGUN}${n}`);
    store.commit(batch(n));
    control.mark(`${ACKNOWLEDGED}${n}`);
    clock.advance(500);
  }
  db.close();
}

const middle = Math.floor((Number(first) + Number(last)) / 2);
commitAll(Number(first), middle);
commitAll(middle + 1, Number(last));
