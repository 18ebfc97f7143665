/** What the ledger of a running companion says of the time that nobody watched. */
import type { Coverage } from '../../shared/contract/states.ts';
import type { RunningCompanion } from './companion.ts';
import { connectRpc } from './rpc.ts';

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
