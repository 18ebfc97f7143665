/**
 * A stage for the built pages: serves them as the companion does, with a companion behind `/rpc` that plays
 * given states. For pictures and for page tests; nothing of the real companion runs.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { AlertRule } from '../../shared/alerts/rule.ts';
import type { AlertDesk, HideKeys, PastAlert } from '../../shared/contract/alert-desk.ts';
import type { AlertState } from '../../shared/contract/alert-states.ts';
import { contract } from '../../shared/contract/index.ts';
import type { WidgetFeed } from '../../shared/contract/feeds.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { MediaItem } from '../../shared/contract/media.ts';
import type { ObsState } from '../../shared/contract/obs-state.ts';
import { CANNED_EXPORT, CANNED_FORMATS } from './canned-exports.ts';
import { CANNED_EXCHANGE_ANSWER, CANNED_RATES, CANNED_RATE_ANSWER } from './canned-rates.ts';
import type {
  FeedEvent,
  FeedRow,
  Missed,
  Problem,
  SessionState,
  SystemState,
} from '../../shared/contract/states.ts';
import type { Canvas } from '../../shared/overlay/canvas.ts';
import { stageCanvases } from './stage-canvases.ts';
import { stageEarnings } from './stage-earnings.ts';
import type { StageEarnings } from './stage-earnings.ts';
import { stageSources } from './stage-sources.ts';
import type { StageSources } from './stage-sources.ts';
import { stageDesk } from './stage-alerts.ts';
import { serveStageMedia, stageMedia, stageVoice } from './stage-media.ts';
import { unplayed } from './unplayed.ts';
import type { WidgetScene } from './widget-scenes.ts';

/** What the stage plays when a page asks; `show` replaces parts of it while pages look on. */
export interface StageScene extends WidgetScene {
  readonly system: SystemState;
  readonly session: SessionState;
  readonly obs: ObsState;
  readonly feed: FeedEvent;
  readonly older: readonly FeedRow[];
  readonly alerts: AlertState;
  readonly desk: AlertDesk;
  readonly past: readonly PastAlert[];
  readonly rules: readonly AlertRule[];
  readonly problems: readonly Problem[];
  readonly missed: Missed;
  readonly sources: StageSources;
  readonly earnings: StageEarnings;
  /** Those there are when the stage is set; none unless a test says so. */
  readonly canvases?: readonly Canvas[];
  readonly media: readonly MediaItem[];
  readonly hideKeys: HideKeys;
  readonly speaks: { readonly speaks: boolean };
}

export interface PageStage {
  readonly port: number;
  dashboardUrl(): string;
  /** An overlay's address; the gift alert's unless another widget is named. */
  overlayUrl(widget?: string, settings?: string): string;
  /** Alerts that pages reported as painted, in order. */
  readonly painted: readonly string[];
  /** Calls that change something, by name, in order. */
  readonly calls: readonly string[];
  /** Whether a page watches a widget's feed, and so was told what stands. */
  watched(feed: WidgetFeed): boolean;
  /** Plays a changed part to every page that watches it. */
  show(change: Partial<StageScene>): void;
  /** Saves a canvas as another window would. */
  saveCanvas(canvas: Canvas): void;
  /** Ends every connection; pages come back by themselves. */
  dropConnections(): void;
  /** While true, nobody can connect: the companion is away. */
  setAway(away: boolean): void;
  close(): Promise<void>;
}

export const STAGE_TOKEN = 'stage-token';

/** The built pages; COINFALL_RENDERER names another build to look at. */
export const RENDERER_DIR =
  process.env['COINFALL_RENDERER'] ?? resolve(import.meta.dirname, '../../out/renderer');
const TOKEN_REFUSED = 4401;
const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.wav': 'audio/wav',
};
/** As strict as the companion's own; the dashboard's component library needs inline style elements. */
const POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'self'; font-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self' ws://127.0.0.1:*;";
const POLICIES = {
  preview: `${POLICY} style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'self'`,
  overlay: `${POLICY} style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`,
  other: `${POLICY} style-src 'self' 'unsafe-inline'; frame-src 'self'`,
} as const;

/** Serves the built pages on a free port of 127.0.0.1. */
export async function startPageStage(first: StageScene): Promise<PageStage> {
  let scene = first;
  const watchers: Audience = { listeners: new Set(), told: new Set() };
  const painted: string[] = [];
  const calls: string[] = [];
  const keepRules = (rules: readonly AlertRule[]): void => {
    scene = { ...scene, rules };
  };
  const canvases = stageCanvases(first.canvases ?? [], STAGE_TOKEN);
  const handler = new RPCHandler({
    ...stageRouter(() => scene, watchers, painted, calls, keepRules),
    canvases: canvases.router,
  });

  const http = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stage').pathname;
    if (serveStageMedia(path, request, response, (call) => calls.push(call))) return;
    void serve(path, response);
  });
  let isAway = false;
  const sockets = new WebSocketServer({
    server: http,
    path: '/rpc',
    verifyClient: () => !isAway,
  });
  sockets.on('connection', (socket) => {
    socket.once('message', (data: Buffer) => void welcome(socket, data, handler));
  });
  await new Promise<void>((done) => {
    http.listen(0, '127.0.0.1', done);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The stage has no port.');
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    port: address.port,
    dashboardUrl: () => `${origin}/dashboard#token=${STAGE_TOKEN}`,
    overlayUrl: (widget = 'alerts', settings = '') =>
      `${origin}/overlay/${widget}#token=${STAGE_TOKEN}${settings}`,
    painted,
    calls,
    watched: (feed) => watchers.told.has(feed === 'session' ? 'tally' : feed),
    show(change) {
      scene = { ...scene, ...change };
      for (const listener of [...watchers.listeners]) listener(change);
    },
    saveCanvas: (canvas) => void canvases.saveElsewhere(canvas),
    dropConnections() {
      for (const socket of sockets.clients) socket.terminate();
    },
    setAway(away) {
      isAway = away;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((done) => http.close(done));
    },
  };
}

async function welcome(
  socket: WebSocket,
  data: Buffer,
  handler: { upgrade(socket: WebSocket): Promise<void> },
): Promise<void> {
  const hello = JSON.parse(data.toString('utf8')) as { readonly token?: unknown };
  if (hello.token !== STAGE_TOKEN) {
    socket.close(TOKEN_REFUSED);
    return;
  }
  await handler.upgrade(socket);
  socket.send(JSON.stringify({ ready: 1, generation: 'stage' }));
}

async function serve(path: string, response: ServerResponse): Promise<void> {
  const isPreview = path === '/overlay/preview.html';
  const page = isPreview ? 'preview' : /^\/(overlay|dashboard)(?:\/|$)/.exec(path)?.[1];
  const file =
    page === undefined || isPreview
      ? normalize(path).replace(/^(\.\.[/\\])+/, '')
      : `${page}/index.html`;
  try {
    const body = await readFile(join(RENDERER_DIR, file));
    response.writeHead(200, {
      'content-type': MIME[extname(file)] ?? 'application/octet-stream',
      'content-security-policy':
        page === 'overlay' || page === 'preview' ? POLICIES[page] : POLICIES.other,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Who looks on, and which parts some page was told. */
interface Audience {
  readonly listeners: Set<(change: Partial<StageScene>) => void>;
  readonly told: Set<keyof StageScene>;
}

/** Yields the part of the scene, then every replacement of it, until the caller goes away. */
async function* follow<Part extends keyof StageScene>(
  part: Part,
  scene: () => StageScene,
  watchers: Audience,
  signal: AbortSignal | undefined,
): AsyncGenerator<StageScene[Part], void> {
  const waiting: StageScene[Part][] = [];
  let wake: (() => void) | undefined;
  const onChange = (change: Partial<StageScene>): void => {
    const value = change[part];
    if (value === undefined) return;
    waiting.push(value);
    wake?.();
  };
  const onAbort = (): void => wake?.();
  watchers.listeners.add(onChange);
  signal?.addEventListener('abort', onAbort);
  try {
    yield scene()[part];
    watchers.told.add(part);
    while (signal?.aborted !== true) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((done) => {
          wake = done;
        });
    }
  } finally {
    watchers.listeners.delete(onChange);
    signal?.removeEventListener('abort', onAbort);
  }
}

function stageRouter(
  scene: () => StageScene,
  watchers: Audience,
  painted: string[],
  calls: string[],
  keepRules: (rules: readonly AlertRule[]) => void,
) {
  const os = implement(contract);
  const done = (call: string): Outcome => {
    calls.push(call);
    return { ok: true };
  };
  return {
    ...unplayed(),
    system: {
      watch: os.system.watch.handler(({ signal }) => follow('system', scene, watchers, signal)),
    },
    feed: {
      watch: os.feed.watch.handler(({ signal }) => follow('feed', scene, watchers, signal)),
      older: os.feed.older.handler(({ input }) => ({
        ...scene().feed,
        type: 'patch' as const,
        rows: scene()
          .older.filter(({ seq }) => seq < input.beforeSeq)
          .slice(0, input.limit),
      })),
    },
    session: {
      watch: os.session.watch.handler(({ signal }) => follow('session', scene, watchers, signal)),
      open: os.session.open.handler(({ input }) => {
        calls.push(`session.open ${input.title}`);
        return {
          sessionNo: 8,
          title: input.title,
          openedAtMs: Date.now(),
          closedAtMs: null,
          openedBy: 'hand' as const,
        };
      }),
      close: os.session.close.handler(() => done('session.close')),
      missed: os.session.missed.handler(() => scene().missed),
    },
    sources: stageSources(() => scene().sources, done),
    obs: {
      watch: os.obs.watch.handler(({ signal }) => follow('obs', scene, watchers, signal)),
      configure: os.obs.configure.handler(({ input }): Outcome => {
        if (!input.url.includes('127.0.0.1')) {
          return {
            ok: false,
            code: 'obs_not_local',
            message: 'Coinfall only speaks to OBS on this computer: 127.0.0.1, localhost or [::1].',
          };
        }
        return done(`obs.configure ${JSON.stringify(input)}`);
      }),
      retry: os.obs.retry.handler(() => done('obs.retry')),
    },
    problems: { list: os.problems.list.handler(() => [...scene().problems]) },
    alerts: {
      watch: os.alerts.watch.handler(({ signal }) => follow('alerts', scene, watchers, signal)),
      painted: os.alerts.painted.handler(({ input }): Outcome => {
        painted.push(input.alertId);
        return { ok: true };
      }),
      test: os.alerts.test.handler(({ input }) => done(`alerts.test ${input.tier}`)),
      skip: os.alerts.skip.handler(() => done('alerts.skip')),
      pause: os.alerts.pause.handler(({ input }) => done(`alerts.pause ${input.paused}`)),
      desk: os.alerts.desk.handler(({ signal }) => follow('desk', scene, watchers, signal)),
      ...stageDesk(scene, keepRules, done),
      ...stageVoice(scene, done),
      speaker: os.alerts.speaker.handler(({ signal }) => follow('speaks', scene, watchers, signal)),
    },
    media: stageMedia(scene, done),
    overlay: {
      combo: os.overlay.combo.handler(({ signal }) => follow('combo', scene, watchers, signal)),
      goal: os.overlay.goal.handler(({ signal }) => follow('goal', scene, watchers, signal)),
      supporters: os.overlay.supporters.handler(({ signal }) =>
        follow('supporters', scene, watchers, signal),
      ),
      latest: os.overlay.latest.handler(({ signal }) => follow('latest', scene, watchers, signal)),
      session: os.overlay.session.handler(({ signal }) => follow('tally', scene, watchers, signal)),
      credits: os.overlay.credits.handler(({ signal }) =>
        follow('credits', scene, watchers, signal),
      ),
      test: os.overlay.test.handler(({ input }) => done(`overlay.test ${input.feed}`)),
    },
    goals: {
      get: os.goals.get.handler(() => null),
      set: os.goals.set.handler(({ input }) => done(`goals.set ${JSON.stringify(input)}`)),
    },
    credits: {
      roll: os.credits.roll.handler(() => done('credits.roll')),
      stop: os.credits.stop.handler(() => done('credits.stop')),
    },
    rates: {
      list: os.rates.list.handler(() => CANNED_RATES),
      add: os.rates.add.handler(() => CANNED_RATE_ANSWER),
      end: os.rates.end.handler(() => CANNED_RATE_ANSWER),
    },
    region: { set: os.region.set.handler(() => CANNED_RATE_ANSWER) },
    exchange: {
      list: os.exchange.list.handler(() => []),
      add: os.exchange.add.handler(() => CANNED_EXCHANGE_ANSWER),
      import: os.exchange.import.handler(() => CANNED_EXCHANGE_ANSWER),
    },
    earnings: stageEarnings(
      () => scene().earnings,
      () => Date.now(),
      (call) => calls.push(call),
    ),
    exports: {
      formats: os.exports.formats.handler(() => CANNED_FORMATS),
      file: os.exports.file.handler(async function* ({ input }) {
        calls.push(`exports.file ${JSON.stringify(input)}`);
        await Promise.resolve();
        yield* CANNED_EXPORT;
      }),
    },
  };
}
