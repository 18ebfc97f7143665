/** What the ledger of a running companion says of the time that nobody watched. */
import Database from 'better-sqlite3';
import { ledgerFile } from '../../electron/ledger/files.ts';
import type { Coverage } from '../../shared/contract/states.ts';
import type { RunningCompanion } from './companion.ts';
import { connectRpc } from './rpc.ts';

/** How many gaps of a source are in the ledger, whether or not it says anything about a stream. */
export function gapsIn(dataDir: string, scheme: string): number {
  const ledger = new Database(ledgerFile(dataDir), { readonly: true });
  try {
    return ledger
      .prepare("SELECT count(*) FROM coverage WHERE state = 'disconnected' AND source LIKE ?")
      .pluck()
      .get(`${scheme}://%`) as number;
  } finally {
    ledger.close();
  }
}

/** The gaps of the session at hand. */
export async function gapsOf({ ready }: RunningCompanion): Promise<Coverage['gaps']> {
  const { client, close } = await connectRpc(ready.dashboardUrl);
  try {
    for await (const { coverage } of await client.session.watch()) return coverage.gaps;
    throw new Error('the session said nothing');
  } finally {
    close();
  }
}
