/** What a dashboard sees of OBS and of the session, kept up to date over `/rpc`; and the sessions as they are stored. */
import path from 'node:path';
import Database from 'better-sqlite3';
import type { ObsState } from '../../shared/contract/obs-state.ts';
import type { Session } from '../../shared/contract/states.ts';
import { connectRpc } from './rpc.ts';
import type { RpcClient } from './rpc.ts';

export interface Dashboard extends RpcClient {
  /** Undefined until the first word. */
  obs(): ObsState | undefined;
  session(): Session | null | undefined;
}

/** Looks on until it is closed, or the companion goes. */
export async function openDashboard(url: string): Promise<Dashboard> {
  const rpc = await connectRpc(url);
  let obs: ObsState | undefined;
  let session: Session | null | undefined;
  const follow = async <Value>(
    open: () => Promise<AsyncIterable<Value>>,
    onValue: (value: Value) => void,
  ): Promise<void> => {
    for await (const value of await open()) onValue(value);
  };
  const ended = (): void => undefined;
  follow(
    () => rpc.client.obs.watch(),
    (state) => {
      obs = state;
    },
  ).catch(ended);
  follow(
    () => rpc.client.session.watch(),
    (state) => {
      session = state.session;
    },
  ).catch(ended);
  return { ...rpc, obs: () => obs, session: () => session };
}

/** Sessions opened by OBS, oldest first, read beside whoever has the ledger open. */
export function obsSessions(
  dataDir: string,
): readonly { readonly openedAtMs: number; readonly closedAtMs: number | null }[] {
  const db = new Database(path.join(dataDir, 'ledger.sqlite'), { readonly: true });
  try {
    return db
      .prepare(
        "SELECT opened_at AS openedAtMs, closed_at AS closedAtMs FROM session WHERE opened_by = 'obs' ORDER BY session_no",
      )
      .all() as { openedAtMs: number; closedAtMs: number | null }[];
  } finally {
    db.close();
  }
}
