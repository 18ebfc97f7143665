/**
 * Commands that write go through the companion that runs on the data folder, over the same contract as its
 * dashboard; when none runs they take the folder's lock and serve that contract to themselves.
 */
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ORPCError } from '@orpc/client';
import { createRouterClient } from '@orpc/server';
import type { Client } from '../../shared/contract/index.ts';
import { createEvidenceApi } from '../api/evidence.ts';
import { createLedgerRouter } from '../api/ledger-router.ts';
import { createBus } from '../bus.ts';
import { connectCompanion } from '../companion-client.ts';
import { DEFAULT_CURRENCY } from '../companion.ts';
import { folderOf, lockedRefusal } from '../data-folder.ts';
import { createImports } from '../import-job.ts';
import { startLedger } from '../ledger/client.ts';
import { ledgerFile } from '../ledger/files.ts';
import { takeLock } from '../ledger/lock.ts';
import type { Lock } from '../ledger/lock.ts';
import type { Mode } from '../ledger/schema.ts';
import { deleteRecordings } from '../recordings/files.ts';
import { modeOf } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, EXIT } from './output.ts';

/** What of the contract can be had without a companion. */
export type LedgerApi = Pick<Client, keyof ReturnType<typeof createLedgerRouter>>;

/** A command like this one holds the lock for a moment only, and a companion says where it is once it is up. */
const LOCK_WITHIN_MS = 5_000;
const LOCK_EVERY_MS = 100;

/** Runs `run` with the ledger's part of the contract. Throws CommandFailure when there is no way to the ledger. */
export async function withLedgerApi<Value>(
  options: Pick<CommonOptions, 'dataDir' | 'sandbox'>,
  run: (api: LedgerApi) => Promise<Value>,
): Promise<Value> {
  const mode = modeOf(options);
  const dataDir = folderOf(options.dataDir, mode);
  if (!existsSync(ledgerFile(dataDir))) {
    throw new CommandFailure(
      'no_ledger',
      `There is no ledger in ${dataDir} yet. Start Coinfall once, or check --data-dir.`,
      EXIT.couldNot,
    );
  }
  const way = await findWay(dataDir);
  return 'lock' in way
    ? alone(dataDir, mode, way.lock, run)
    : throughCompanion(way.dashboardUrl, run);
}

async function findWay(
  dataDir: string,
): Promise<{ readonly lock: Lock } | { readonly dashboardUrl: string }> {
  const deadline = performance.now() + LOCK_WITHIN_MS;
  for (;;) {
    const taken = takeLock(dataDir);
    if (taken.ok) return taken;
    if (taken.code === 'held' && taken.holder !== null) return taken.holder;
    if (taken.code === 'unusable' || performance.now() > deadline) {
      const { code, message } = lockedRefusal(dataDir, taken);
      throw new CommandFailure(code, `${message} Nothing was changed.`, EXIT.couldNot);
    }
    await pause(LOCK_EVERY_MS);
  }
}

async function alone<Value>(
  dataDir: string,
  mode: Mode,
  lock: Lock,
  run: (api: LedgerApi) => Promise<Value>,
): Promise<Value> {
  try {
    const { promise: died, reject } = Promise.withResolvers<never>();
    died.catch(() => undefined);
    const bus = createBus(reject);
    // No companion is there to let go of what may tell of who is forgotten.
    bus.subscribe('erased', () => void deleteRecordings(dataDir));
    const started = await startLedger({ dataDir, mode }, bus, (error) =>
      reject(
        new CommandFailure('ledger_thread', `The ledger failed (${error.message}).`, EXIT.couldNot),
      ),
    );
    if (!started.ok) throw new CommandFailure(started.code, started.message, EXIT.couldNot);
    const { ledger } = started;
    try {
      const evidence = createEvidenceApi(ledger, IDLE_TIMERS, reject);
      const imports = createImports({ dataDir, mode, ledger, now: () => Date.now() });
      await imports.recover();
      const router = createLedgerRouter({
        ...{ ledger, bus, evidence, imports },
        currency: DEFAULT_CURRENCY,
      });
      const context = { scope: 'control', feeds: [], clientId: 'cli' } as const;
      return await Promise.race([run(createRouterClient(router, { context })), died]);
    } finally {
      await ledger.stop();
    }
  } finally {
    lock.release();
  }
}

/** Letting go of old evidence is the companion's work. */
const IDLE_TIMERS = { now: () => Date.now(), setTimeout: () => () => undefined };

async function throughCompanion<Value>(
  dashboardUrl: string,
  run: (api: LedgerApi) => Promise<Value>,
): Promise<Value> {
  const companion = await connectCompanion(dashboardUrl).catch((error: unknown) => {
    throw unreachable(error);
  });
  const hungUp = companion.gone.catch((error: unknown) => {
    throw unreachable(error);
  });
  hungUp.catch(() => undefined);
  try {
    return await Promise.race([run(companion.client), hungUp]);
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    throw new CommandFailure(
      'companion_refused',
      `The Coinfall that runs on this folder did not take this (${error.message}). Is it of the same version as this command?`,
      EXIT.couldNot,
    );
  } finally {
    companion.close();
  }
}

function unreachable(error: unknown): CommandFailure {
  const why = error instanceof Error ? error.message : String(error);
  return new CommandFailure(
    'companion_unreachable',
    `Coinfall runs on this folder but cannot be reached (${why}). Look whether it was recorded before you try again, or restart Coinfall.`,
    EXIT.couldNot,
  );
}
