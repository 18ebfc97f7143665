/** A companion's outside without its inside: real server and sockets, a router of canned answers. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { implement } from '@orpc/server';
import type { Router } from '@orpc/server';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import {
  CANNED_EXCHANGE_ANSWER,
  CANNED_RATES,
  CANNED_RATE_ANSWER,
  cannedTotals,
} from '../tools/canned-rates.ts';
import type { Caller } from '../../electron/api/caller.ts';
import type { EventSource } from '../../electron/transport/events-route.ts';
import { startHttp } from '../../electron/transport/http.ts';
import type { HttpOptions } from '../../electron/transport/http.ts';
import { openTokenStore } from '../../electron/transport/tokens.ts';
import type { TokenStore } from '../../electron/transport/tokens.ts';
import { FEEDS } from '../../shared/contract/feeds.ts';
import type { Feed } from '../../shared/contract/feeds.ts';
import type { ExportAsked } from '../../shared/contract/exports.ts';
import { contract } from '../../shared/contract/index.ts';
import { estimateSum } from '../../shared/estimates.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import { cannedDesk } from './canned-alerts.ts';
import { cannedCanvases, cannedGrants } from './canned-canvases.ts';
import { cannedLedger } from './canned-ledger.ts';
import { cannedMedia } from './canned-media.ts';
import { cannedSources } from './canned-sources.ts';
import { cannedOverlay } from './canned-overlay.ts';

/** Any export. */
export const ASKED_EXPORT: ExportAsked = {
  format: 'csv',
  view: 'gifts',
  fromMs: null,
  toMs: null,
  zone: 'UTC',
  currency: 'USD',
  people: 'names',
  csv: { separator: 'comma', decimal: 'point', bom: false },
};

/** A media store that keeps nothing. */
export const NO_MEDIA: HttpOptions['media'] = {
  folder: tmpdir(),
  add: () => Promise.resolve({ ok: false, code: 'not_media', message: '' }),
  served: () => null,
};

export const GENERATION = 'generation-1';

/** Calls that reached a handler, as `path` or `path by scope`. */
export type Calls = string[];

const NO_TOKENS = Object.fromEntries(FEEDS.map((feed) => [feed, ''])) as Record<Feed, string>;

const implementer = implement(contract).$context<Caller>();

/** Streams run until their caller leaves; everything else answers at once. */
export function cannedRouter(
  calls: Calls = [],
  ended: Calls = [],
): Router<typeof contract, Caller> {
  const note = (path: string, caller: Caller): void => {
    calls.push(`${path} by ${caller.scope}`);
  };
  const os = implementer;
  return os.router({
    ...cannedLedger(note),
    ...cannedOverlay(note, aborted),
    canvases: cannedCanvases(note, aborted),
    media: cannedMedia(note),
    system: {
      watch: os.system.watch.handler(async function* ({ context, signal }) {
        note('system.watch', context);
        yield {
          generation: GENERATION,
          rev: 0,
          serverNowMs: 0,
          version: '0',
          mode: 'live',
          dataDir: '',
          sources: [],
          ledger: { state: 'ok', message: null, pending: 0 },
          damage: null,
          backup: { lastAtMs: null, failure: null },
          recording: { on: false, failure: null },
          rejected: 0,
          conflicts: 0,
          overlayClients: 0,
          overlayUrl: '',
          overlayTokens: NO_TOKENS,
          webhookUrl: '',
          webhookToken: '',
        };
        await aborted(signal);
      }),
    },
    feed: {
      watch: os.feed.watch.handler(async function* ({ context, signal }) {
        note('feed.watch', context);
        yield { type: 'snapshot', generation: GENERATION, rev: 0, seq: 0, rows: [] };
        await aborted(signal);
        ended.push('feed.watch');
      }),
      older: os.feed.older.handler(({ context }) => {
        note('feed.older', context);
        return { type: 'patch', generation: GENERATION, rev: 0, seq: 0, rows: [] };
      }),
    },
    session: {
      watch: os.session.watch.handler(async function* ({ context, signal }) {
        note('session.watch', context);
        yield {
          generation: GENERATION,
          rev: 0,
          seq: 0,
          serverNowMs: 0,
          session: null,
          totals: [{ platform: 'tiktok', unit: 'coin', gifts: 1, quantity: 1n, units: 2n ** 60n }],
          estimate: estimateSum('USD').result(),
          coverage: { observedMs: 0, liveMs: 0, gaps: [] },
          supporters: 0,
          topSupporters: [],
          perMinute: [],
          suspense: 0,
          unconfirmed: 0,
        };
        await aborted(signal);
      }),
      open: os.session.open.handler(({ context, input }) => {
        note('session.open', context);
        return {
          sessionNo: 1,
          title: input.title,
          openedAtMs: 0,
          closedAtMs: null,
          openedBy: 'hand',
        };
      }),
      close: os.session.close.handler(({ context }) => {
        note('session.close', context);
        return { ok: true };
      }),
      missed: os.session.missed.handler(({ context, input }) => {
        note('session.missed', context);
        return { sessionNo: input.sessionNo, missed: [], more: false };
      }),
    },
    sources: {
      ...cannedSources(note),
      remove: os.sources.remove.handler(() => {
        throw new Error('a bug of the handler');
      }),
    },
    recording: {
      set: os.recording.set.handler(({ context }) => {
        note('recording.set', context);
        return { ok: true };
      }),
    },
    obs: {
      watch: os.obs.watch.handler(async function* ({ context, signal }) {
        note('obs.watch', context);
        yield {
          generation: GENERATION,
          rev: 0,
          serverNowMs: 0,
          url: 'ws://127.0.0.1:4455',
          hasPassword: false,
          state: 'off',
          reason: null,
          sinceMs: 0,
          nextAttemptAtMs: null,
          streaming: null,
          liveSinceMs: null,
        };
        await aborted(signal);
      }),
      configure: os.obs.configure.handler(({ context }) => {
        note('obs.configure', context);
        return { ok: true };
      }),
      retry: os.obs.retry.handler(({ context }) => {
        note('obs.retry', context);
        return { ok: true };
      }),
    },
    problems: {
      list: os.problems.list.handler(({ context }) => {
        note('problems.list', context);
        return [];
      }),
    },
    alerts: {
      watch: os.alerts.watch.handler(async function* ({ context, signal }) {
        note('alerts.watch', context);
        yield {
          generation: GENERATION,
          rev: 0,
          serverNowMs: 0,
          current: null,
          queued: 0,
          paused: false,
        };
        await aborted(signal);
      }),
      painted: os.alerts.painted.handler(({ context }) => {
        note('alerts.painted', context);
        return { ok: true };
      }),
      test: os.alerts.test.handler(({ context }) => {
        note('alerts.test', context);
        return { ok: true };
      }),
      skip: os.alerts.skip.handler(({ context }) => {
        note('alerts.skip', context);
        return { ok: true };
      }),
      pause: os.alerts.pause.handler(({ context }) => {
        note('alerts.pause', context);
        return { ok: true };
      }),
      ...cannedDesk(note, aborted),
    },
    rates: {
      list: os.rates.list.handler(({ context }) => {
        note('rates.list', context);
        return CANNED_RATES;
      }),
      add: os.rates.add.handler(({ context }) => {
        note('rates.add', context);
        return CANNED_RATE_ANSWER;
      }),
      end: os.rates.end.handler(({ context }) => {
        note('rates.end', context);
        return CANNED_RATE_ANSWER;
      }),
    },
    region: {
      set: os.region.set.handler(({ context }) => {
        note('region.set', context);
        return CANNED_RATE_ANSWER;
      }),
    },
    exchange: {
      list: os.exchange.list.handler(({ context }) => {
        note('exchange.list', context);
        return [];
      }),
      add: os.exchange.add.handler(({ context }) => {
        note('exchange.add', context);
        return CANNED_EXCHANGE_ANSWER;
      }),
      import: os.exchange.import.handler(({ context }) => {
        note('exchange.import', context);
        return CANNED_EXCHANGE_ANSWER;
      }),
    },
    earnings: {
      totals: os.earnings.totals.handler(({ context }) => {
        note('earnings.totals', context);
        return cannedTotals();
      }),
      hours: os.earnings.hours.handler(({ context }) => {
        note('earnings.hours', context);
        return { ok: true, answer: [] };
      }),
      mix: os.earnings.mix.handler(({ context }) => {
        note('earnings.mix', context);
        return { ok: true, answer: { rows: [], rest: null } };
      }),
      sessions: os.earnings.sessions.handler(({ context }) => {
        note('earnings.sessions', context);
        return { ok: true, answer: { rows: [], more: false } };
      }),
      gifts: os.earnings.gifts.handler(({ context }) => {
        note('earnings.gifts', context);
        return { ok: true, answer: { rows: [], next: null } };
      }),
    },
    exports: {
      formats: os.exports.formats.handler(({ context }) => {
        note('exports.formats', context);
        return [];
      }),
      /** 40 MB in pieces of 64 kB, as fast as they are taken. */
      file: os.exports.file.handler(async function* ({ context }) {
        note('exports.file', context);
        for (let rows = 1; rows <= 640; rows += 1) {
          yield { type: 'piece', base64: 'x'.repeat(65_536), rows };
          await Promise.resolve();
        }
      }),
    },
  });
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

export interface TestServer {
  readonly port: number;
  readonly tokens: TokenStore;
  readonly calls: Calls;
  /** Runs of `feed.watch` that have ended. */
  readonly ended: Calls;
  readonly received: unknown[];
  readonly journal: TestJournal;
  /** Everything that was logged, as JSON lines. */
  readonly log: () => string;
  readonly overlayCounts: number[];
  readonly rendererDir: string;
  close(): Promise<void>;
}

export async function startTestServer(overrides: Partial<HttpOptions> = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coinfall-transport-'));
  const rendererDir = join(dataDir, 'renderer');
  for (const folder of ['overlay', 'dashboard', 'assets']) {
    mkdirSync(join(rendererDir, folder), { recursive: true });
  }
  writeFileSync(
    join(rendererDir, 'overlay', 'index.html'),
    '<!doctype html><title>overlay</title>',
  );
  writeFileSync(join(rendererDir, 'overlay', 'preview.html'), '<!doctype html><title>p</title>');
  writeFileSync(join(rendererDir, 'dashboard', 'index.html'), '<!doctype html><title>dash</title>');
  writeFileSync(join(rendererDir, 'assets', 'app-1234.js'), 'export {};');
  writeFileSync(join(dataDir, 'canary.txt'), CANARY);
  writeFileSync(join(rendererDir, 'canary.txt'), CANARY);

  const opened = openTokenStore(dataDir);
  if (!opened.ok) throw new Error(opened.message);
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const calls: Calls = [];
  const ended: Calls = [];
  const received: unknown[] = [];
  const overlayCounts: number[] = [];
  const journal = createTestJournal();
  const started = await startHttp({
    port: 0,
    rendererDir,
    tokens: opened.tokens,
    canvases: cannedGrants(),
    router: cannedRouter(calls, ended),
    generation: GENERATION,
    acceptGifts: (items) => {
      received.push(...items);
      const answer = {
        accepted: items.length,
        duplicates: 0,
        conflicts: 0,
        tests: 0,
        rejected: [],
      };
      return Promise.resolve({ ok: true, answer });
    },
    presets: new Map([
      ['json', { formField: null }],
      ['form', { formField: 'data' }],
    ]),
    media: NO_MEDIA,
    events: journal,
    health: () => ({ sources: [], lastCommitAtMs: null }),
    version: '1.2.3',
    logger,
    onOverlayClients: (count) => overlayCounts.push(count),
    ...overrides,
  });
  if (!started.ok) throw new Error(started.message);
  return {
    port: started.port,
    tokens: opened.tokens,
    calls,
    ended,
    received,
    journal,
    log: () => lines.join(''),
    overlayCounts,
    rendererDir,
    async close() {
      await started.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Lies outside of every folder that is served. */
export const CANARY = 'canary-that-must-never-be-served';

export interface TestJournal extends EventSource {
  commit(count: number): void;
}

export function createTestJournal(): TestJournal {
  const rows: CommittedGift[] = [];
  const listeners = new Set<() => void>();
  return {
    // A turn of the event loop, as a reader thread would take: commits happen in between.
    after: (seq, limit) =>
      new Promise((resolve) => {
        // Row n has seq n + 1.
        const found = rows.slice(seq, seq + limit);
        setImmediate(() => resolve(found));
      }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    head: () => rows.length,
    commit(count) {
      for (let n = 0; n < count; n += 1) rows.push(gift(rows.length + 1));
      for (const listener of listeners) listener();
    },
  };
}

function gift(seq: number): CommittedGift {
  return {
    seq,
    giftNo: seq,
    firstTime: null,
    personNo: 1,
    platform: 'tiktok',
    kind: 'gift',
    giftId: '5655',
    giftName: 'Rose',
    senderName: 'Ann\u202e <b>',
    senderHandle: 'ann',
    delta: 1,
    quantity: 1,
    unit: 'coin',
    units: 1,
    status: 'settled',
    sources: ['tikfinity'],
    firstAtMs: 0,
    lastAtMs: 0,
    receiverUnchecked: false,
    sessionNo: null,
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  /** Sent as they are; `host` included. An undefined host sends none. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | Buffer;
  /** The address of this computer that the request comes from. */
  readonly localAddress?: string;
}

/** A request with nothing added or mended: Host, Origin and path go out as given. */
export function ask(
  port: number,
  { method = 'GET', path, headers = {}, body, localAddress }: Ask,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      setHost: false,
      agent: false,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    const sent: NonNullable<Ask['headers']> = { host: `127.0.0.1:${port}`, ...headers };
    for (const [name, value] of Object.entries(sent)) {
      if (value !== undefined) request.setHeader(name, value);
    }
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes and returns what came back until the other side ended. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => socket.destroy());
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('utf8');
}

export function openSocket(port: number, headers: Record<string, string> = {}): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
    headers: { origin: `http://127.0.0.1:${port}`, ...headers },
  });
  // Being cut off may come as an error first; the tests look at how it closed.
  socket.on('error', () => undefined);
  return socket;
}

/** Asks for an upgrade with exactly these headers; the status of the answer, 101 if it was granted. */
export async function upgradeStatus(
  port: number,
  headers: Readonly<Record<string, string>>,
  path = '/rpc',
): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  const lines = Object.entries({
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'sec-websocket-version': '13',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const [data] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1'))?.[1] ?? 0);
}

export async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

/** Opens `/rpc` and shows a token; resolves once the server is ready. */
export async function handshake(port: number, token: string): Promise<WebSocket> {
  const socket = openSocket(port);
  await once(socket, 'open');
  socket.send(JSON.stringify({ v: 1, token }));
  const [data] = (await once(socket, 'message')) as [Buffer];
  const ready: unknown = JSON.parse(data.toString('utf8'));
  if (JSON.stringify(ready) !== JSON.stringify({ ready: 1, generation: GENERATION })) {
    throw new Error(`not ready: ${data.toString('utf8')}`);
  }
  return socket;
}

/** Waits for something that a real socket will bring about, with a deadline. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  withinMs = 5_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
