import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { arrived, connected } from '../tools/arrival.ts';
import { useCompanions } from '../tools/companion.ts';
import { fakeTikfinity } from '../tools/fake-tikfinity.ts';
import { fakeTwitch } from '../tools/fake-twitch.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { tikfinityGift } from '../tools/tikfinity-gift.ts';

const companions = useCompanions();
const servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** A port where something listens that is no platform. */
async function listening(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  servers.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const PLATFORMS = [
  ['closes at once', (socket: Socket) => socket.destroy(), 'waiting'],
  ['never answers', () => undefined, 'connecting'],
  ['speaks another language', (socket: Socket) => socket.end('SSH-2.0-x\r\n'), 'waiting'],
] as const;

describe.each(PLATFORMS)('a platform that %s', (_, onSocket, state) => {
  it('is tried again with words, while the other source goes on and the companion stops in time', async () => {
    const port = await listening(onSocket);
    const good = await fakeTikfinity();
    const companion = await companions.serve({
      sources: [
        `tikfinity://127.0.0.1:${port}`,
        `twitch://nobody?server=ws://127.0.0.1:${port}`,
        `tikfinity://127.0.0.1:${good.port}`,
      ],
    });
    await connected(good);
    good.send(tikfinityGift('good'));
    expect(await arrived(companion, good)).toHaveLength(1);

    const { client, close } = await connectRpc(companion.ready.dashboardUrl);
    const states = await client.system.watch();
    await until(`both sources to be ${state}`, async () => {
      const next = await states.next();
      if (next.done === true) throw new Error('the stream ended');
      const others = next.value.sources.filter(({ source }) => source.includes(`:${port}`));
      expect(others).toHaveLength(2);
      return others.every(
        (source) => source.state === state && (state === 'connecting' || source.reason !== null),
      );
    });
    close();
    const begun = performance.now();
    expect((await companion.stop()).exitCode).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
    await good.close();
  });
});

describe('a Twitch that logs us in but never into the channel', () => {
  it('does not keep TikTok gifts waiting', async () => {
    const twitch = await fakeTwitch({ behaviour: 'noJoin' });
    const tikfinity = await fakeTikfinity();
    const companion = await companions.serve({
      sources: [twitch.url('nobody'), `tikfinity://127.0.0.1:${tikfinity.port}`],
    });
    await Promise.all([connected(twitch), connected(tikfinity)]);
    tikfinity.send(tikfinityGift('good'));
    expect(await arrived(companion, tikfinity)).toHaveLength(1);
    await companion.stop();
    await Promise.all([twitch.close(), tikfinity.close()]);
  });
});
