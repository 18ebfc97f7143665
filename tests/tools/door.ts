/** The door of a fake platform: who came in, how many at once, and whether anybody is let in at all. */
import type { IncomingMessage } from 'node:http';
import type { WebSocketServer } from 'ws';

type Answer = (welcome: boolean, code: number) => void;

export interface Door {
  /** How many connections were ever opened. */
  opened(): number;
  /** The most that were open at the same time. */
  mostAtOnce(): number;
  /** New handshakes are refused, or served again. */
  setRefusing(refusing: boolean): void;
  /** For the options of the server. */
  readonly verifyClient: () => boolean;
  /** The same for a server that checks more: away means 503, since 401 would be about the token. */
  readonly verifyWith: (
    isWelcome: (request: IncomingMessage) => boolean,
  ) => (info: { req: IncomingMessage }, answer: Answer) => void;
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
    verifyWith: (isWelcome) => (info, answer) => {
      if (refusing) answer(false, 503);
      else answer(isWelcome(info.req), 401);
    },
    watch(server) {
      server.on('connection', () => {
        opened += 1;
        most = Math.max(most, server.clients.size);
      });
    },
  };
}
