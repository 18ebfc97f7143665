/** The typed contract of a companion that runs in another process, as its dashboard speaks it. */
import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket as NodeWebSocket } from 'ws';
import type { Client } from '../shared/contract/index.ts';

const CONNECT_WITHIN_MS = 5_000;

export interface CompanionClient {
  readonly client: Client;
  /** Rejects once the companion has hung up; never resolves. */
  readonly gone: Promise<never>;
  close(): void;
}

/** Shows the control token of a dashboard's address and waits until it is taken. Throws when it is not. */
export async function connectCompanion(dashboardUrl: string): Promise<CompanionClient> {
  const { origin, host, hash } = new URL(dashboardUrl);
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const socket = new NodeWebSocket(`ws://${host}/rpc`, { headers: { origin } });
  const timeout = AbortSignal.timeout(CONNECT_WITHIN_MS);
  try {
    await once(socket, 'open', { signal: timeout });
    socket.send(JSON.stringify({ v: 1, token }));
    // Only after the ready line may the link be attached.
    await Promise.race([once(socket, 'message', { signal: timeout }), refusedBy(socket)]);
  } catch (error) {
    socket.on('error', () => undefined);
    socket.terminate();
    throw error;
  }
  const gone = once(socket, 'close').then(() => {
    throw new Error('it hung up');
  });
  gone.catch(() => undefined);
  // The two WebSocket types differ in what the link does not use.
  const websocket = socket as unknown as WebSocket;
  return {
    client: createORPCClient(new RPCLink({ websocket })),
    gone,
    close: () => socket.terminate(),
  };
}

async function refusedBy(socket: NodeWebSocket): Promise<never> {
  const [code] = (await once(socket, 'close')) as [number];
  throw new Error(`it closed the connection with ${code}`);
}
