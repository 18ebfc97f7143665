/** An overlay without a browser: follows the alerts over a real socket and says what it painted. */
import type { AlertView } from '../../shared/contract/alert-states.ts';
import { connectRpc } from '../tools/rpc.ts';

export interface WatchedAlerts {
  current(): AlertView | null;
  /** Alerts that went on air, in order, each once per start. */
  aired(): readonly string[];
  /** Alerts whose painting the companion has taken note of. */
  painted(): readonly string[];
  close(): void;
}

/** Connects with the overlay's own token. It ends by itself when the companion is gone. */
export async function watchAlerts(overlayUrl: string): Promise<WatchedAlerts> {
  const { client, close } = await connectRpc(overlayUrl);
  const states = await client.alerts.watch();
  const starts = new Map<string, string>();
  const painted: string[] = [];
  let current: AlertView | null = null;

  async function follow(): Promise<void> {
    for await (const state of states) {
      current = state.current;
      if (current === null) continue;
      const { alertId, startedAtMs } = current;
      if (starts.has(`${alertId}@${startedAtMs}`)) continue;
      starts.set(`${alertId}@${startedAtMs}`, alertId);
      const outcome = await client.alerts.painted({ alertId });
      if (outcome.ok) painted.push(alertId);
    }
  }
  // A companion that is killed ends the stream in an error, which is what the test wants.
  follow().catch(() => undefined);

  return {
    current: () => current,
    aired: () => [...starts.values()],
    painted: () => painted,
    close,
  };
}
