/** The session at hand: its state as a stream, opening and closing by hand. */
import type { Session, SessionState } from '../../shared/contract/states.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';
import { createLatest, createThrottle, toldNow } from './latest.ts';
import type { Latest } from './latest.ts';

const READ_EVERY_MS = 250;
/** Coverage grows with time alone; somebody who watches sees it move. */
const REFRESH_MS = 10_000;

export interface SessionApi {
  readonly state: Latest<SessionState>;
  open(title: string): Promise<Session>;
  close(): Promise<Outcome>;
  stop(): void;
}

export function createSessionApi(
  ledger: LedgerClient,
  bus: Bus,
  generation: string,
  currency: string,
  onError: (error: unknown) => void,
): SessionApi {
  const state = createLatest<SessionState>(toldNow);
  let rev = 0;

  async function read(): Promise<void> {
    try {
      const reading = await ledger.query('session', { nowMs: Date.now(), currency });
      rev += 1;
      state.set({ ...reading, generation, rev });
    } catch (error) {
      onError(error);
    }
  }

  const refresh = createThrottle(read, READ_EVERY_MS);
  const unsubscribers = [
    bus.subscribe('committed', () => refresh.run()),
    bus.subscribe('recorded', () => refresh.run()),
    bus.subscribe('session', () => refresh.run()),
    bus.subscribe('rates', () => refresh.run()),
  ];
  const timer = setInterval(() => {
    const session = state.get()?.session;
    if (state.watchers() > 0 && session != null && session.closedAtMs === null) refresh.run();
  }, REFRESH_MS);
  refresh.run();

  return {
    state,
    async open(title) {
      await ledger.submit([{ type: 'openSession', title, by: 'hand', atMs: Date.now() }]);
      await read();
      const session = state.get()?.session;
      if (session == null) throw new Error('a session was opened and cannot be found');
      return session;
    },
    async close() {
      const [outcome] = await ledger.submit([
        { type: 'closeSession', by: 'hand', atMs: Date.now() },
      ]);
      await read();
      return outcome === 'done'
        ? { ok: true }
        : { ok: false, code: 'no_session', message: 'No session is open.' };
    },
    stop() {
      for (const unsubscribe of unsubscribers) unsubscribe();
      clearInterval(timer);
      refresh.stop();
    },
  };
}
