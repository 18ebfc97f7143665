/**
 * Composition root: wires the way of a gift from a config, starts it left to right, stops it in reverse.
 */
import { randomUUID } from 'node:crypto';
import type { SupportedMessagePort } from '@orpc/client/message-port';
import pino from 'pino';
import { z } from 'zod';
import rateCards from '../resources/rate-cards.json';
import { rateCardSchema } from '../shared/rates.ts';
import { createAlertEngine } from './alerts/engine.ts';
import { openAccounts } from './api/accounts.ts';
import { createAlertsApi } from './api/alerts.ts';
import { openCanvases } from './api/canvases.ts';
import { createExportsApi } from './api/exports.ts';
import { createEvidenceApi } from './api/evidence.ts';
import { createFeed } from './api/feed.ts';
import { createObsApi } from './api/obs.ts';
import { createOverlayApi } from './api/overlay/index.ts';
import { createRouter } from './api/router.ts';
import { createSessionApi } from './api/session.ts';
import { createSystemApi } from './api/system.ts';
import { careForLedger } from './backups.ts';
import { createBus } from './bus.ts';
import { createConnections, refusedByMode } from './connections.ts';
import { emptySandbox, folderOf, lockedRefusal, prepareFolder } from './data-folder.ts';
import type { StartRefusal } from './data-folder.ts';
import { exportPieces } from './export-job.ts';
import { exportFormats } from './exports/registry.ts';
import { createIngest } from './ingest/ingest.ts';
import { createWebhook } from './ingest/webhook.ts';
import { damageWords } from './ledger/damage.ts';
import type { DamageState } from './ledger/damage.ts';
import { takeLock } from './ledger/lock.ts';
import { createObsLink } from './obs-link.ts';
import type { GivenObs } from './obs-link.ts';
import { openPasswordStore } from './passwords.ts';
import type { SystemSafe } from './passwords.ts';
import { startRecording } from './record.ts';
import { openLedger } from './open-ledger.ts';
import { createSourceSecrets } from './source-secrets.ts';
import { findSource } from './sources/registry.ts';
import type { FoundSource } from './sources/registry.ts';
import { presets, readerOf } from './sources/presets/registry.ts';
import { canvasToken } from './transport/canvas-tokens.ts';
import { startHttp } from './transport/http.ts';
import { attachPort } from './transport/ipc.ts';
import { openTokenStore, overlayTokens } from './transport/tokens.ts';

/** Where overlays and webhooks expect the app unless told otherwise; OBS keeps these URLs. */
export const DEFAULT_PORT = 21520;
/** What `--demo` plays: calm enough to watch each gift come in. */
export const DEMO_SOURCE = 'simulator://?seed=1&rate=1';
/** Until there is a setting for it, estimates are read in the currency the shipped cards are in. */
export const DEFAULT_CURRENCY = 'USD';

export interface CompanionConfig {
  readonly dataDir: string;
  readonly mode: 'live' | 'sandbox';
  /** Empties the sandbox first (`--demo`); never does anything to real data. */
  readonly resetSandbox?: boolean;
  /** 0 for any free port. */
  readonly port: number;
  /** Source URLs of this start; remembered ones are added to them. */
  readonly sources: readonly string[];
  /** Records raw frames in this start, whatever is remembered. */
  readonly record?: boolean;
  /** OBS to follow in this start, whatever is remembered. */
  readonly obs?: GivenObs;
  /** The desktop's place for secrets; absent without a desktop. */
  readonly safe?: SystemSafe;
  readonly rendererDir: string;
  readonly version: string;
}

/** The ready line of `serve --json`. */
export interface ReadyInfo {
  readonly pid: number;
  readonly port: number;
  readonly dashboardUrl: string;
  readonly overlayUrl: string;
  readonly webhookUrl: string;
  readonly webhookToken: string;
}

export interface Companion {
  readonly ready: ReadyInfo;
  /** Damage that no restore has answered yet; its words are among the notices. */
  readonly damage: DamageState | null;
  /** What the user should know of this start, e.g. that damaged access tokens were replaced. */
  readonly notices: readonly string[];
  /** Serves the control scope over a MessagePort (the desktop window). */
  attachPort(port: SupportedMessagePort): void;
  /** Stops within 5 s; safe to call twice. */
  stop(): Promise<void>;
}

export type StartResult = { readonly ok: true; readonly companion: Companion } | StartRefusal;

/** Starts everything, or nothing: after a refusal no file, thread or port is held. */
export async function startCompanion(config: CompanionConfig): Promise<StartResult> {
  const cleanups: (() => Promise<void> | void)[] = [];
  const stop = createStop(cleanups);
  try {
    const result = await start(config, cleanups, stop);
    if (!result.ok) await stop();
    return result;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: CompanionConfig,
  cleanups: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<StartResult> {
  const wanted = resolveSources(config.sources, config.mode);
  if (!wanted.ok) return wanted;
  const dataDir = folderOf(config.dataDir, config.mode);
  const refusal = prepareFolder(dataDir);
  if (refusal !== null) return refusal;

  const locked = takeLock(dataDir);
  if (!locked.ok) return lockedRefusal(dataDir, locked);
  const { lock } = locked;
  cleanups.push(() => lock.release());
  if (config.mode === 'sandbox' && config.resetSandbox === true) emptySandbox(dataDir);

  const opened = openTokenStore(dataDir);
  if (!opened.ok) return { ok: false, code: opened.code, message: opened.message, exitCode: 3 };
  const { tokens } = opened;

  const logger = pino({ level: process.env['COINFALL_LOG'] ?? 'warn' }, pino.destination(2));
  const onError = (error: unknown) => logger.error({ err: error }, 'unexpected failure');
  const bus = createBus(onError);
  const generation = randomUUID();

  const opening = await openLedger(dataDir, config.mode, bus, (error) => {
    // A dead ledger thread cannot be mended from here; a restart recovers from the journal.
    logger.fatal({ err: error }, 'the ledger thread died');
    process.exitCode = 3;
    void stop().finally(() => process.exit(3));
  });
  if (!opening.ok) return opening;
  const { ledger, damage } = opening;
  cleanups.push(() => ledger.stop());
  // Not awaited: with a full disk the app must still start, and say so.
  ledger
    .submit([{ type: 'shippedRateCards', cards: z.array(rateCardSchema).parse(rateCards) }])
    .catch(onError);

  const journal = {
    head: () => ledger.head().seq,
    after: (seq: number, limit: number) => ledger.query('giftsAfter', { seq, limit }),
  };
  const engine = createAlertEngine({
    store: {
      load: () => ledger.app('loadAlerts'),
      save: (change) => ledger.app('saveAlerts', change),
      finished: (asked) => ledger.app('finishedAlerts', asked),
      find: (alertId) => ledger.app('findAlert', alertId),
    },
    journal: {
      ...journal,
      subscribe: (listener) => bus.subscribe('committed', ({ gifts }) => listener(gifts)),
    },
    clock: systemTimers,
    generation,
    onStoreFailing: onError,
  });
  await engine.start();
  cleanups.push(() => engine.stop());
  const alerts = createAlertsApi(engine);
  cleanups.push(() => alerts.stop());
  bus.subscribe('erased', ({ personNos }) => personNos.forEach((no) => engine.forget(no)));

  const accounts = await openAccounts(ledger);
  const ingest = createIngest(
    ledger,
    () => Date.now(),
    { test: () => engine.test('small'), raid: (raid) => engine.raid(raid) },
    () => accounts.current(),
  );
  const passwords = await openPasswordStore(dataDir, config.safe ?? null);
  const feed = createFeed(ledger, bus, generation, onError);
  const session = createSessionApi(ledger, bus, generation, DEFAULT_CURRENCY, onError);
  const overlay = createOverlayApi({
    ...{ ledger, bus, generation, onError },
    currency: DEFAULT_CURRENCY,
  });
  const canvases = await openCanvases({
    ...{ ledger, generation, onError },
    tokenOf: (canvasId) => canvasToken(tokens.current('canvas-key'), canvasId),
  });
  cleanups.push(
    () => feed.stop(),
    () => session.stop(),
    () => overlay.stop(),
  );

  const system = createSystemApi(
    {
      generation,
      version: config.version,
      mode: config.mode,
      dataDir,
      webhookToken: tokens.current('webhook'),
      overlayTokens: overlayTokens(tokens),
    },
    bus,
    await ledger.query('problemCounts'),
    damage,
  );
  cleanups.push(() => system.stop());

  const recording = await startRecording({
    ...{ dataDir, ledger, bus, onError },
    asked: config.record === true,
  });
  const { recorder } = recording;
  cleanups.push(() => recorder.stop());
  const connections = createConnections({
    ...{ mode: config.mode, ledger, ingest, bus, recorder, onError },
    context: { secret: (name) => passwords.get(name) },
  });

  const obsLink = createObsLink({
    ledger,
    bus,
    passwords,
    given: config.obs ?? null,
    clock: systemTimers,
    onError,
  });
  const obs = createObsApi(bus, generation, obsLink);
  cleanups.push(() => obs.stop());
  const evidence = createEvidenceApi(ledger, systemTimers, onError);
  evidence.start();
  cleanups.push(() => evidence.stop());

  const router = createRouter({
    ledger,
    evidence,
    currency: DEFAULT_CURRENCY,
    bus,
    system,
    feed,
    session,
    sources: connections,
    secrets: createSourceSecrets(passwords, (name) => connections.secretChanged(name), onError),
    accounts,
    obs,
    recording,
    overlay,
    canvases,
    alerts,
    exports: createExportsApi(
      [...exportFormats.values()].map(({ id, extension, mime, views }) => ({
        ...{ id, extension, mime },
        views: [...views],
      })),
      ({ fromMs, toMs, ...asked }, signal) =>
        exportPieces(
          { ...asked, dataDir, mode: config.mode, period: { fromMs, toMs }, head: null },
          signal,
        ),
    ),
  });

  const takeItems = createWebhook(ingest);
  const http = await startHttp({
    port: config.port,
    rendererDir: config.rendererDir,
    tokens,
    canvases,
    router,
    generation,
    acceptGifts: (items, preset) => {
      const read = readerOf(preset);
      return takeItems(items, (item) => {
        const taken = read(item);
        // A test is kept nowhere, and what a preset has read is no longer what a service sent.
        const isTest = (taken.normalised.tests ?? 0) > 0;
        if (preset === null && !isTest) recorder.frame('webhook://', 'webhook', item);
        return taken;
      });
    },
    presets,
    events: {
      ...journal,
      subscribe: (listener) => bus.subscribe('committed', () => listener()),
    },
    health: () => ({
      sources: connections.statuses().map(({ scheme, state }) => ({ scheme, state })),
      lastCommitAtMs: ledger.lastCommitAtMs(),
    }),
    version: config.version,
    logger,
    onOverlayClients: (count) => {
      engine.setOverlayClients(count);
      bus.publish('overlayClients', { count });
    },
  });
  if (!http.ok) return { ok: false, code: http.code, message: http.message, exitCode: 3 };
  cleanups.push(() => http.close());

  const ready = readyInfo(http.port, (name) => tokens.current(name));
  system.announce({ overlayUrl: ready.overlayUrl, webhookUrl: ready.webhookUrl });
  lock.announce({ pid: ready.pid, port: ready.port, dashboardUrl: ready.dashboardUrl });

  await connections.start(wanted.sources);
  cleanups.push(() => connections.stop());
  await obsLink.start();
  cleanups.push(() => obsLink.stop());

  const care = careForLedger({
    ...{ dataDir, mode: config.mode, ledger, bus, onError },
    session: session.state,
    setTimeout: systemTimers.setTimeout,
  });
  cleanups.push(() => care.stop());

  return {
    ok: true,
    companion: {
      ready,
      damage,
      notices: [
        ...opened.notices,
        ...(passwords.notice === null ? [] : [passwords.notice]),
        ...(damage === null ? [] : [damageWords(damage)]),
      ],
      attachPort: (port) =>
        attachPort(
          port,
          router,
          { scope: 'control', feeds: [], clientId: `window-${randomUUID()}` },
          logger,
        ),
      stop,
    },
  };
}

const systemTimers = {
  now: () => Date.now(),
  setTimeout: (run: () => void, delayMs: number) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Runs the clean-ups once, last first; one that fails does not keep the others from running. */
function createStop(cleanups: (() => Promise<void> | void)[]): () => Promise<void> {
  let stopping: Promise<void> | null = null;
  return () => {
    stopping ??= (async () => {
      const failures: unknown[] = [];
      for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) {
        try {
          await cleanup();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Coinfall did not stop cleanly');
    })();
    return stopping;
  };
}

function resolveSources(
  urls: readonly string[],
  mode: 'live' | 'sandbox',
): { readonly ok: true; readonly sources: readonly FoundSource[] } | StartRefusal {
  const sources = new Map<string, FoundSource>();
  for (const url of urls) {
    const found = findSource(url);
    if (!found.ok) return { ok: false, code: found.code, message: found.message, exitCode: 2 };
    const refusal = refusedByMode(found.definition, mode);
    if (refusal !== null) return { ok: false, ...refusal, exitCode: 2 };
    sources.set(found.label, found);
  }
  return { ok: true, sources: [...sources.values()] };
}

function readyInfo(
  port: number,
  token: (name: 'control' | 'overlay' | 'webhook') => string,
): ReadyInfo {
  const origin = `http://127.0.0.1:${port}`;
  return {
    pid: process.pid,
    port,
    dashboardUrl: `${origin}/dashboard#token=${token('control')}`,
    overlayUrl: `${origin}/overlay/alerts#token=${token('overlay')}`,
    webhookUrl: `${origin}/api/v1/gifts`,
    webhookToken: token('webhook'),
  };
}
