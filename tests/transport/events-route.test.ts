import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ask, eventually, startTestServer } from './support.ts';
import type { Answer, TestServer } from './support.ts';

let server: TestServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

interface Reader {
  readonly socket: Socket;
  text(): string;
  ids(): number[];
  /** Whether the newest piece of text ends with this row; cheap, however long the stream has become. */
  isAt(seq: number): boolean;
}

/** Opens the stream over a bare socket and reads it, unless `frozen`. */
function open(lastEventId?: number | string, frozen = false): Reader {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  const take = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    newest = newest.slice(-2_000) + chunk.toString('utf8');
  };
  let text = '';
  let newest = '';
  socket.on('error', () => undefined);
  if (!frozen) socket.on('data', take);
  else socket.pause();
  socket.write(
    `GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
      `Authorization: Bearer ${server.tokens.current('events')}\r\n` +
      (lastEventId === undefined ? '' : `Last-Event-ID: ${lastEventId}\r\n`) +
      `\r\n`,
  );
  return {
    socket,
    text: () => text,
    isAt: (seq) => newest.slice(-2_000).includes(`id: ${seq}\n`),
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1])),
  };
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, n) => first + n);

describe('the event stream', () => {
  it('tells every row after the one that the client saw last, then the new ones', async () => {
    server = await startTestServer();
    server.journal.commit(1_200);
    const reader = open(3);
    await eventually(() => reader.ids().length === 1_197);
    server.journal.commit(2);
    await eventually(() => reader.ids().length === 1_199);
    expect(reader.ids()).toEqual(upTo(1_202, 4));
  });

  it('has no gap and no double where catching up becomes live', async () => {
    server = await startTestServer();
    server.journal.commit(700);
    const readers = [open(0), open(350), open(699)];
    // Commits fall between every two reads of every stream.
    for (let n = 0; n < 300; n += 1) {
      server.journal.commit(1 + (n % 3));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const head = server.journal.head();
    await eventually(() => readers.every((reader) => reader.ids().at(-1) === head));
    expect(readers.map((reader) => reader.ids())).toEqual([
      upTo(head),
      upTo(head, 351),
      upTo(head, 700),
    ]);
  });

  it('loses nothing when the client comes back again and again', async () => {
    server = await startTestServer();
    const seen: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      server.journal.commit(7);
      const reader = open(seen.at(-1) ?? 0);
      server.journal.commit(5);
      await eventually(() => reader.ids().length > 0);
      reader.socket.destroy();
      seen.push(...reader.ids());
    }
    const last = open(seen.at(-1));
    await eventually(() => (last.ids().at(-1) ?? seen.at(-1)) === server.journal.head());
    expect([...seen, ...last.ids()]).toEqual(upTo(server.journal.head()));
  });

  it('begins with what comes next for a client that names nothing', async () => {
    server = await startTestServer();
    server.journal.commit(5);
    const reader = open();
    await eventually(() => reader.text().includes(': connected'));
    server.journal.commit(1);
    await eventually(() => reader.ids().length === 1);
    expect(reader.ids()).toEqual([6]);
  });

  it('says so when the client saw more than there is: a backup was restored', async () => {
    server = await startTestServer();
    server.journal.commit(5);
    const reader = open(900);
    await eventually(() => reader.text().includes('event: reset\ndata: {"head":5}'));
    server.journal.commit(1);
    await eventually(() => reader.ids().length === 1);
    expect(reader.ids()).toEqual([6]);
  });

  it('tells what was booked, in JSON', async () => {
    server = await startTestServer();
    server.journal.commit(1);
    const reader = open(0);
    await eventually(() => reader.ids().length === 1);
    expect(reader.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(reader.text()).toMatch(/content-type: text\/event-stream; charset=utf-8\r\n/i);
    expect(JSON.parse(/^data: (.*)$/m.exec(reader.text())?.[1] ?? '')).toEqual({
      seq: 1,
      giftNo: 1,
      platform: 'tiktok',
      kind: 'gift',
      gift: { id: '5655', name: 'Rose' },
      sender: { handle: 'ann', name: 'Ann\u202e <b>' },
      quantity: 1,
      unit: 'coin',
      units: 1,
      delta: 1,
      status: 'settled',
      firstAt: '1970-01-01T00:00:00.000Z',
      lastAt: '1970-01-01T00:00:00.000Z',
    });
  });

  it('keeps the connection alive with comments', async () => {
    server = await startTestServer({ eventLimits: { heartbeatMs: 20 } });
    const reader = open();
    await eventually(() => reader.text().split(': alive\n\n').length > 3);
  });

  it(
    'cuts off a client that does not read, and others do not notice',
    { timeout: 30_000 },
    async () => {
      server = await startTestServer({ eventLimits: { stallMs: 300 } });
      const frozen = open(0, true);
      await once(frozen.socket, 'connect');
      const reader = open(0);
      await eventually(() => reader.text().includes(': connected'));
      // Some 25 MB: more than the system's own buffers take.
      for (let n = 0; n < 50; n += 1) {
        server.journal.commit(2_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await eventually(() => reader.isAt(100_000), 20_000);
      expect(reader.ids().join()).toBe(upTo(100_000).join());
      // It has been cut: reading on ends early.
      let bytes = 0;
      frozen.socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
      frozen.socket.resume();
      await once(frozen.socket, 'close');
      expect(bytes).toBeLessThan(reader.text().length);
    },
  );

  it('ends at once when its token is changed', async () => {
    server = await startTestServer();
    const reader = open();
    await eventually(() => reader.text().includes(': connected'));
    const closed = once(reader.socket, 'close');
    const startedAt = performance.now();
    server.tokens.rotate('overlay');
    server.tokens.rotate('events');
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('needs the events token, a readable id, and has room for sixteen', async () => {
    server = await startTestServer();
    const get = (headers: Record<string, string>): Promise<Answer> =>
      ask(server.port, { path: '/api/v1/events', headers });
    const authorization = `Bearer ${server.tokens.current('events')}`;
    expect((await get({})).status).toBe(401);
    expect(
      (await get({ authorization: `Bearer ${server.tokens.current('control')}` })).status,
    ).toBe(401);
    for (const id of ['-1', '1.5', 'x', '1e3', '9'.repeat(30)]) {
      expect((await get({ authorization, 'last-event-id': id })).status, id).toBe(400);
    }
    const readers = Array.from({ length: 16 }, () => open());
    await eventually(() => readers.every((reader) => reader.text().includes(': connected')));
    const refused = await get({ authorization });
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBeDefined();
    readers[0]?.socket.destroy();
    let reader = open();
    await eventually(() => {
      if (reader.text().includes(' 429 ')) reader = open();
      return reader.text().includes(': connected');
    });
  });
});
