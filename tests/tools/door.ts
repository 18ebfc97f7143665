/** The door of a fake platform: who came in, how many at once, and whether anybody is let in at all. */
import type { WebSocketServer } from 'ws';

export interface Door {
  /** How many connections were ever opened. */
  opened(): number;
  /** The most that were open at the same time. */
  mostAtOnce(): number;
  /** New handshakes are refused, or served again. */
  setRefusing(refusing: boolean): void;
  /** For the options of the server. */
  readonly verifyClient: () => boolean;
  /** Counts who comes in from now on. */
  watch(server: WebSocketServer): void;
}

export function openDoor(): Door {
  let refusing = false;
  let opened = 0;
  let most = 0;
  return {
    opened: () => opened,
    mostAtOnce: () => most,
    setRefusing(now) {
      refusing = now;
    },
    verifyClient: () => !refusing,
    watch(server) {
      server.on('connection', () => {
        opened += 1;
        most = Math.max(most, server.clients.size);
      });
    },
  };
}
