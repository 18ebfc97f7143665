/** The contract over a MessagePort: the desktop window's link (Electron's MessagePortMain, or Node's own). */
import {
  onMessagePortClose,
  onMessagePortMessage,
  postMessagePortMessage,
} from '@orpc/client/message-port';
import type { BrowserPortLike, SupportedMessagePort } from '@orpc/client/message-port';
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import type { Logger } from 'pino';
import type { contract } from '../../shared/contract/index.ts';
import type { Caller } from '../api/caller.ts';
import { callOptions } from './calls.ts';
import { isRpcMessage } from './rpc-message.ts';

/**
 * Serves `router` to whoever holds the other end of `port`, as `caller`. The main process decides who that
 * is: no token is asked for. Ends with the port.
 */
export function attachPort(
  port: SupportedMessagePort,
  router: Router<typeof contract, Caller>,
  caller: Caller,
  logger: Logger,
): void {
  const link: BrowserPortLike = {
    postMessage: (data) => postMessagePortMessage(port, data),
    onMessage: {
      addListener: (listener) =>
        onMessagePortMessage(port, (data: unknown) => {
          if (isRpcMessage(data)) listener(data);
          else logger.warn({ clientId: caller.clientId }, 'a window sent an unreadable message');
        }),
    },
    onDisconnect: { addListener: (listener) => onMessagePortClose(port, listener) },
  };
  new RPCHandler<Caller>(router, callOptions(logger)).upgrade(link, { context: caller });
  // Electron's and the web's ports hold messages back until they are started.
  if (isStartable(port)) port.start();
}

function isStartable(port: object): port is { start(): void } {
  return 'start' in port && typeof port.start === 'function';
}
