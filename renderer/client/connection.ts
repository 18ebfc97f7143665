/**
 * Keeps one link to the companion alive and offers the typed client over whichever link is up.
 * Blind to the transport: `web-socket-link.ts` and `message-port-link.ts` open links for it.
 */
import { createORPCClient } from '@orpc/client';
import type { ClientContext, ClientLink } from '@orpc/client';
import type { Client } from '../../shared/contract/index.ts';
import { REFUSED_RETRY_MS, STABLE_MS, reconnectDelayMs } from './backoff.ts';

export type ConnectionStatus =
  | { readonly state: 'connecting' }
  /** `epoch` counts the links: streams are opened anew for each. */
  | { readonly state: 'ready'; readonly epoch: number }
  | { readonly state: 'lost'; readonly retryAtMs: number }
  /** The companion does not know the token; it is asked again, slowly. */
  | { readonly state: 'refused'; readonly retryAtMs: number }
  | { readonly state: 'closed' };

export type Link = ClientLink<ClientContext>;

/** What a link tells about itself. `onClosed` ends it; nothing is heard of it afterwards. */
export interface LinkHandlers {
  readonly onReady: (link: Link) => void;
  readonly onClosed: (why: 'lost' | 'refused') => void;
}

/** Opens one link. Closing it is silent. */
export type OpenLink = (handlers: LinkHandlers) => { readonly close: () => void };

export interface Connection {
  readonly client: Client;
  readonly status: () => ConnectionStatus;
  /** Returns the function that unsubscribes. The listener is not called with the present status. */
  readonly subscribe: (listener: (status: ConnectionStatus) => void) => () => void;
  /** Tries at once instead of waiting; does nothing while connected or connecting. */
  readonly retryNow: () => void;
  readonly close: () => void;
}

/** A call was made while no link was up. Nothing was sent. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}

export interface ConnectionOptions {
  readonly open: OpenLink;
  /** Spreads the reconnects; a number in [0, 1). */
  readonly random?: () => number;
}

/** Connects at once and stays connected until `close`. */
export function createConnection({ open, random = Math.random }: ConnectionOptions): Connection {
  const listeners = new Set<(status: ConnectionStatus) => void>();
  let status: ConnectionStatus = { state: 'connecting' };
  let link: Link | undefined;
  let opened: ReturnType<OpenLink> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let epoch = 0;
  let readyAtMs: number | undefined;

  const change = (next: ConnectionStatus): void => {
    status = next;
    for (const listener of [...listeners]) listener(next);
  };

  const waitThenConnect = (why: 'lost' | 'refused'): void => {
    link = undefined;
    opened = undefined;
    if (readyAtMs !== undefined && Date.now() - readyAtMs >= STABLE_MS) attempt = 0;
    readyAtMs = undefined;
    const delayMs = why === 'refused' ? REFUSED_RETRY_MS : reconnectDelayMs(attempt, random());
    attempt += 1;
    timer = setTimeout(connect, delayMs);
    change({ state: why, retryAtMs: Date.now() + delayMs });
  };

  const connect = (): void => {
    timer = undefined;
    // While a lost link is sought again the page keeps saying so; only the first attempt is "connecting".
    let current = true;
    opened = open({
      onReady: (ready) => {
        if (!current) return;
        link = ready;
        readyAtMs = Date.now();
        epoch += 1;
        change({ state: 'ready', epoch });
      },
      onClosed: (why) => {
        if (!current) return;
        current = false;
        if (status.state !== 'closed') waitThenConnect(why);
      },
    });
  };

  const client: Client = createORPCClient({
    call: (path, input, options) => {
      if (link === undefined) {
        return Promise.reject(new NotConnectedError('Not connected to Coinfall.'));
      }
      return link.call(path, input, options);
    },
  });

  connect();
  return {
    client,
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow() {
      if (timer === undefined) return;
      clearTimeout(timer);
      connect();
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
      link = undefined;
      change({ state: 'closed' });
      opened?.close();
      opened = undefined;
      listeners.clear();
    },
  };
}
