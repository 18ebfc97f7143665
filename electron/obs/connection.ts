/**
 * One connection to OBS from dial to end: authenticates, asks whether OBS is streaming, follows its events.
 * It knows nothing of the next attempt; `client.ts` does.
 */
import { EventSubscription, OBSWebSocket } from 'obs-websocket-js/json';
import { z } from 'zod';
import { endedBy } from './ended.ts';
import type { ObsEnded } from './ended.ts';

/** OBS is asked so often, in case an event went missing, or OBS hangs. */
const ASK_EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;

export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Returns the function that cancels. */
  setTimeout(run: () => void, delayMs: number): () => void;
}

export interface ObsHandlers {
  /** OBS is streaming, since when by its own count. The first word of either kind means: connected. */
  onLive(startedAtMs: number): void;
  onIdle(): void;
  /** Once, and nothing after it. `exiting`: OBS had said that it is closing. */
  onEnded(ended: ObsEnded, exiting: boolean): void;
}

export interface ObsConnection {
  /** Ends it at once and silently. */
  close(): void;
}

/** The library waits half a minute for a farewell that a hanging OBS never sends, which would hold up our own end. */
class ObsSocket extends OBSWebSocket {
  cut(): void {
    if (this.socket === undefined) return;
    // Typed as a browser's WebSocket; in Node it is one of `ws`, which can be cut off.
    const terminate: unknown = Reflect.get(this.socket, 'terminate');
    if (typeof terminate === 'function') Reflect.apply(terminate, this.socket, []);
    else this.socket.close();
  }
}

const statusSchema = z.object({
  outputActive: z.boolean(),
  outputReconnecting: z.boolean().default(false),
  outputDuration: z.number().nonnegative().default(0),
});
const eventSchema = z.object({ outputState: z.string() });

export function connectObs(
  options: { readonly url: string; readonly password: string | null; readonly clock: Clock },
  handlers: ObsHandlers,
): ObsConnection {
  const { url, password, clock } = options;
  const socket = new ObsSocket();
  let over = false;
  let exiting = false;
  let events = 0;
  let cancelTimer: () => void = () => undefined;

  const close = (): void => {
    over = true;
    cancelTimer();
    socket.removeAllListeners();
    socket.cut();
  };
  const end = (ended: ObsEnded): void => {
    if (over) return;
    close();
    handlers.onEnded(ended, exiting);
  };
  const fail = (error: unknown): void => end(endedBy(error, password !== null));

  const ask = (): void => {
    const eventsBefore = events;
    cancelTimer = clock.setTimeout(
      () => end({ reason: `OBS did not answer within ${ANSWER_WITHIN_MS / 1_000} s.` }),
      ANSWER_WITHIN_MS,
    );
    socket.call('GetStreamStatus').then((answer: unknown) => {
      if (over) return;
      cancelTimer();
      // An event that overtook the answer knows better.
      if (events !== eventsBefore) {
        ask();
        return;
      }
      const status = statusSchema.safeParse(answer);
      if (!status.success) {
        end({ reason: 'OBS answered in a way Coinfall does not understand.' });
        return;
      }
      const { outputActive, outputReconnecting, outputDuration } = status.data;
      if (outputActive || outputReconnecting) {
        handlers.onLive(Math.round(clock.now() - outputDuration));
      } else {
        handlers.onIdle();
      }
      cancelTimer = clock.setTimeout(ask, ASK_EVERY_MS);
    }, fail);
  };

  // The error comes first and says more than the close that follows it.
  socket.on('ConnectionError', fail);
  socket.on('ConnectionClosed', fail);
  socket.on('ExitStarted', () => {
    exiting = true;
  });
  socket.on('StreamStateChanged', (data: unknown) => {
    const event = eventSchema.safeParse(data);
    if (over || !event.success) return;
    events += 1;
    // Not `outputActive`: OBS says false while it reconnects to the platform, and while it is still stopping.
    switch (event.data.outputState) {
      case 'OBS_WEBSOCKET_OUTPUT_STARTED':
        handlers.onLive(clock.now());
        return;
      case 'OBS_WEBSOCKET_OUTPUT_STOPPED':
        handlers.onIdle();
        return;
    }
  });
  socket
    .connect(url, password ?? undefined, {
      eventSubscriptions: EventSubscription.General | EventSubscription.Outputs,
    })
    .then(() => {
      if (!over) ask();
    }, fail);

  return { close };
}
