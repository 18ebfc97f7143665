/**
 * Remembers how the windows stood: a small JSON file in the data folder. Losing it costs nothing, so an
 * unreadable file counts as none and a failed write is only logged.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { logShell } from './log.ts';

const MAX_PIXELS = 100_000;
const position = z.int().min(-MAX_PIXELS).max(MAX_PIXELS);
const size = z.int().min(1).max(MAX_PIXELS);

const windowStateSchema = z.object({
  dashboard: z
    .object({ x: position, y: position, width: size, height: size, maximized: z.boolean() })
    .nullable(),
  overlayShown: z.boolean(),
  /** Electron's id of the screen that the overlay covers; null for the main one. */
  overlayDisplayId: z.number().nullable().default(null),
});
export type WindowState = Readonly<z.infer<typeof windowStateSchema>>;

export interface WindowStateFile {
  readonly get: () => WindowState;
  readonly patch: (change: Partial<WindowState>) => void;
}

const FIRST_STATE: WindowState = {
  dashboard: null,
  overlayShown: false,
  overlayDisplayId: null,
};

/** Opens the file in `dataDir`; the folder is made when something is first kept. */
export function openWindowState(dataDir: string): WindowStateFile {
  const file = join(dataDir, 'window-state.json');
  let state = read(file);
  return {
    get: () => state,
    patch: (change) => {
      const next = { ...state, ...change };
      if (JSON.stringify(next) === JSON.stringify(state)) return;
      state = next;
      write(dataDir, file, state);
    },
  };
}

function read(file: string): WindowState {
  try {
    const parsed = windowStateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : FIRST_STATE;
  } catch {
    return FIRST_STATE;
  }
}

function write(dataDir: string, file: string, state: WindowState): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    // Whole or not at all: a crash in between leaves the old file.
    writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`);
    renameSync(`${file}.new`, file);
  } catch (error) {
    logShell('warn', 'window-state-not-kept', { why: String(error) });
  }
}
