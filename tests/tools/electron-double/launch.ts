/** The test's side of a run: starts the built app on the double in a process of its own and talks to it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from './control.ts';
import { TAKEN_SHORTCUTS } from './taken-shortcuts.ts';
import type { DesktopFacts } from './record.ts';
import type { Reply } from './run.ts';

export interface DoubleOptions {
  /** The built main bundle. */
  readonly main: string;
  readonly args: readonly string[];
  /** Accelerators that another program has taken before. */
  readonly takenShortcuts?: readonly string[];
}

export interface ExitFacts {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface DoubleRun {
  readonly pid: number;
  readonly tell: (command: Command) => Promise<unknown>;
  readonly facts: () => Promise<DesktopFacts>;
  /** Everything the app wrote to stderr so far. */
  readonly log: () => string;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly exited: Promise<ExitFacts>;
}

const RUN = join(import.meta.dirname, 'run.ts');

/** Starts the app; it is not yet ready when this returns. */
export function launchDouble({ main, args, takenShortcuts = [] }: DoubleOptions): DoubleRun {
  const child = spawn(process.execPath, [RUN, main, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, [TAKEN_SHORTCUTS]: takenShortcuts.join(',') },
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let log = '';
  let nextId = 1;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  child.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) asked?.resolve(reply.value);
    else asked?.reject(new Error(reply.message));
  });
  const exited = exitOf(child).then((exit) => {
    for (const { reject } of waiting.values()) reject(new Error(`The app has left:\n${log}`));
    return exit;
  });
  const tell = (command: Command): Promise<unknown> => {
    const asked = Promise.withResolvers<unknown>();
    const id = nextId;
    nextId += 1;
    waiting.set(id, asked);
    child.send({ id, command }, (error) => {
      if (error !== null) asked.reject(new Error(`The app is not there:\n${log}`));
    });
    return asked.promise;
  };
  return {
    pid: child.pid ?? 0,
    tell,
    facts: async () => (await tell({ do: 'facts' })) as DesktopFacts,
    log: () => log,
    kill: (signal) => void child.kill(signal),
    exited,
  };
}

function exitOf(child: ChildProcess): Promise<ExitFacts> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
