/** The two files of a data folder and what makes them ours. A sandbox ledger has an identity of its own. */
import type { Schema } from './open.ts';
import { app0010Alerts } from './migrations/app-0010-alerts.ts';
import { app0020AlertReceipts } from './migrations/app-0020-alert-receipts.ts';
import { app0030Canvases } from './migrations/app-0030-canvases.ts';
import { app0040Media } from './migrations/app-0040-media.ts';
import { ledger0010Journal } from './migrations/ledger-0010-journal.ts';
import { ledger0020Entries } from './migrations/ledger-0020-entries.ts';
import { ledger0030Rates } from './migrations/ledger-0030-rates.ts';
import { ledger0040Mix } from './migrations/ledger-0040-mix.ts';
import { ledger0050Imports } from './migrations/ledger-0050-imports.ts';
import { rebuildAll } from './replay.ts';

const LIVE_LEDGER_ID = 0x436f4c67; // "CoLg"
const SANDBOX_LEDGER_ID = 0x436f5362; // "CoSb"
const APP_ID = 0x436f4170; // "CoAp"

export type Mode = 'live' | 'sandbox';

/** Schema of ledger.sqlite; the sandbox's can never be mistaken for the real one. */
export function ledgerSchema(mode: Mode): Schema {
  return {
    name: mode === 'sandbox' ? 'sandbox ledger' : 'ledger',
    applicationId: mode === 'sandbox' ? SANDBOX_LEDGER_ID : LIVE_LEDGER_ID,
    migrations: [
      ledger0010Journal,
      ledger0020Entries,
      ledger0030Rates,
      ledger0040Mix,
      ledger0050Imports,
    ],
    // What is not sound in the journal is for `verify` to say; a new schema is no reason to refuse it.
    rebuild: (db) => void rebuildAll(db),
  };
}

/** Schema of app.sqlite. */
export const appSchema: Schema = {
  name: 'app',
  applicationId: APP_ID,
  migrations: [app0010Alerts, app0020AlertReceipts, app0030Canvases, app0040Media],
};
