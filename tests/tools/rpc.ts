/** The typed contract over a real `/rpc` WebSocket, as a page of the companion would speak it. */
import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket as NodeWebSocket } from 'ws';
import type { Client } from '../../shared/contract/index.ts';

export interface RpcClient {
  readonly client: Client;
  readonly close: () => void;
}

/** Connects with the token in the fragment of a page's address, as the ready line gives it. */
export async function connectRpc(pageUrl: string): Promise<RpcClient> {
  const { origin, host, hash } = new URL(pageUrl);
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const socket = new NodeWebSocket(`ws://${host}/rpc`, { headers: { origin } });
  await once(socket, 'open');
  socket.send(JSON.stringify({ v: 1, token }));
  await once(socket, 'message');
  // The two WebSocket types differ in what the link does not use.
  const websocket = socket as unknown as WebSocket;
  return {
    client: createORPCClient(new RPCLink({ websocket })),
    close: () => socket.terminate(),
  };
}
