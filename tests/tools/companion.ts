/**
 * The built companion as outside scripts know it: started by `serve --json`, known by its ready line, spoken to
 * over HTTP and the command line, ended by a signal. Each test file keeps its own and leaves none behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, vi } from 'vitest';
import type { WebhookAnswer } from '../../shared/contract/webhook-answer.ts';
import { coinfall, spawnCoinfall } from './coinfall.ts';
import type { CommandResult } from './coinfall.ts';
import { giftRows, journalRows } from './csv.ts';
import type { GiftRow, JournalRow } from './csv.ts';
import { until } from './poll.ts';

/** The ready line. */
export interface Ready {
  readonly event: 'ready';
  readonly pid: number;
  readonly port: number;
  readonly dashboardUrl: string;
  readonly overlayUrl: string;
  readonly webhookUrl: string;
  readonly webhookToken: string;
}

interface ErrorLine {
  readonly event: 'error';
}

export interface RunningCompanion {
  readonly ready: Ready;
  readonly dataDir: string;
  stderr(): string;
  /** Posts gifts with the webhook's token. Rejects when the companion is gone; throws unless it answers 200. */
  post(gifts: unknown): Promise<WebhookAnswer>;
  gifts(): Promise<readonly GiftRow[]>;
  journal(): Promise<readonly JournalRow[]>;
  /** The journal's head by its export: what has not moved was not written to. */
  head(): Promise<string>;
  verify(): Promise<CommandResult>;
  /** SIGTERM (or another signal), then its end. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<CommandResult>;
  /** `kill -9`, then its end. */
  kill9(): Promise<CommandResult>;
}

export interface ServeOptions {
  readonly sources?: readonly string[];
  /** A folder of an earlier companion; a new one otherwise. */
  readonly dataDir?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Companions {
  /** A folder of its own, removed when the file is done. */
  folder(): string;
  serve(options?: ServeOptions): Promise<RunningCompanion>;
}

const READY_WITHIN_MS = 30_000;
/** Processes start slowly on a busy machine; what must be quick is measured by the tests themselves. */
const TEST_WITHIN_MS = 90_000;

/**
 * To be called at the top of a test file. A test that fails prints what its companions wrote to stderr; what
 * still runs when the file is done is killed, and every folder is removed.
 */
export function useCompanions(): Companions {
  vi.setConfig({ testTimeout: TEST_WITHIN_MS });
  const running = new Set<Serving>();
  const folders: string[] = [];

  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const { dataDir, output } of running) {
      process.stderr.write(`stderr of the companion on ${dataDir}:\n${output().stderr}\n`);
    }
  });
  afterAll(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  function folder(): string {
    const made = mkdtempSync(path.join(tmpdir(), 'coinfall-test-'));
    folders.push(made);
    return made;
  }

  return {
    folder,
    async serve(options = {}) {
      const serving = startServe(options, options.dataDir ?? folder());
      running.add(serving);
      return companionOf(serving, await readyLine(serving));
    },
  };
}

interface Serving extends ReturnType<typeof spawnCoinfall> {
  readonly dataDir: string;
}

function startServe(options: ServeOptions, dataDir: string): Serving {
  const sources = (options.sources ?? []).flatMap((source) => ['--source', source]);
  const common = ['serve', '--json', '--port', '0', '--data-dir', dataDir];
  return {
    ...spawnCoinfall([...common, ...sources, ...(options.args ?? [])], options.env),
    dataDir,
  };
}

function readyLine({ ended, output }: Serving): Promise<Ready> {
  const tooEarly = ended.then(({ exitCode, stdout, stderr }) => {
    throw new Error(`\`serve\` ended with ${String(exitCode)}: ${stdout}${stderr}`);
  });
  // Once the line is there, its end is nobody's failure.
  tooEarly.catch(() => undefined);
  const line = until(
    'the ready line of `serve`',
    () => {
      const { stdout } = output();
      const end = stdout.indexOf('\n');
      const first = end > 0 ? (JSON.parse(stdout.slice(0, end)) as Ready | ErrorLine) : null;
      // An error line is followed by the end of the process, which says more.
      return first?.event === 'ready' && first;
    },
    { withinMs: READY_WITHIN_MS },
  );
  return Promise.race([line, tooEarly]);
}

function companionOf(serving: Serving, ready: Ready): RunningCompanion {
  const { child, ended, dataDir, output } = serving;

  async function csv(view: 'gifts' | 'journal'): Promise<string> {
    const command = ['export', '--format', 'csv', '--view', view, '--out', '-'];
    const { exitCode, stdout, stderr } = await coinfall(...command, '--data-dir', dataDir);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  }

  return {
    ready,
    dataDir,
    stderr: () => output().stderr,
    async post(gifts) {
      const response = await postGifts(ready, JSON.stringify(gifts));
      expect(response.status, JSON.stringify(response.body)).toBe(200);
      return response.body as WebhookAnswer;
    },
    gifts: async () => giftRows(await csv('gifts')),
    journal: async () => journalRows(await csv('journal')),
    head: async () => journalRows(await csv('journal')).at(-1)?.hash ?? 'none',
    verify: () => coinfall('verify', '--json', '--data-dir', dataDir),
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    kill9() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** A post as it stands: any body, any headers beside or instead of the usual ones. */
export async function postGifts(
  ready: Ready,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(ready.webhookUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ready.webhookToken}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
  return { status: response.status, body: await response.json() };
}
