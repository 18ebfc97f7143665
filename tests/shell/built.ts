/** Where the built app is, and folders for its data. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const BUILT_MAIN = join(ROOT, 'out/main/index.js');

/** Fails with words when the app is not built: these tests run what is shipped. */
export function requireBuild(): void {
  if (!existsSync(BUILT_MAIN)) throw new Error('Not built: run "npm run build" first.');
}

export function freshDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'coinfall-shell-'));
}

/** The arguments of a demo run on any free port. */
export function demoArgs(dataDir: string): readonly string[] {
  return ['--demo', '--port', '0', '--data-dir', dataDir];
}
