import { afterEach, expect, it } from 'vitest';
import { createConnection } from '../../../renderer/client/connection.ts';
import type { Connection } from '../../../renderer/client/connection.ts';
import { rpcUrl } from '../../../renderer/client/page-address.ts';
import { watch } from '../../../renderer/client/watch.ts';
import { webSocketLink } from '../../../renderer/client/web-socket-link.ts';
import { fullScene } from '../../tools/page-scenes.ts';
import { STAGE_TOKEN, startPageStage } from '../../tools/page-stage.ts';
import type { PageStage } from '../../tools/page-stage.ts';

let stage: PageStage;
let connection: Connection | undefined;

async function connectTo(token: string): Promise<Connection> {
  stage = await startPageStage(fullScene(1_700_000_000_000));
  connection = createConnection({
    open: webSocketLink({ url: rpcUrl(`127.0.0.1:${stage.port}`), token }),
    random: () => 0,
  });
  return connection;
}

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 5_000, interval: 5 }).toBe(true);
}

afterEach(async () => {
  connection?.close();
  await stage.close();
});

it('calls and streams over a real socket, with sums beyond 2^53 intact', async () => {
  const { client, status } = await connectTo(STAGE_TOKEN);
  await until(() => status().state === 'ready');
  expect(await client.alerts.painted({ alertId: 'g1' })).toEqual({ ok: true });
  expect(stage.painted).toEqual(['g1']);
  const stream = await client.session.watch();
  const first = await stream.next();
  expect(first.done).toBe(false);
  if (first.done !== true) expect(first.value.totals[0]?.units).toBe(112_480n);
  await stream.return();
});

it('follows a stream across a lost connection', async () => {
  const started = await connectTo(STAGE_TOKEN);
  const seen: number[] = [];
  const stop = watch(started, {
    open: (client, signal) => client.alerts.watch(undefined, { signal }),
    onValue: ({ rev }) => seen.push(rev),
  });
  await until(() => seen.length === 1);
  stage.dropConnections();
  await until(() => seen.length === 2);
  stop();
  expect(seen).toEqual([1, 1]);
});

it('is told when its token is refused', async () => {
  const { status } = await connectTo('wrong');
  await until(() => status().state === 'refused');
});
