/** Where the built app is, and folders for its data. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const BUILT_MAIN = join(ROOT, 'out/main/index.js');

/** Fails with words when the app is not built: these tests run what is shipped. */
export function requireBuild(): void {
  if (!existsSync(BUILT_MAIN)) throw new Error('Not built: run "npm run build" first.');
}

const folders: string[] = [];

/** A new folder; it goes with `removeDataDirs`, once no app holds it any more. */
export function freshDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coinfall-shell-'));
  folders.push(folder);
  return folder;
}

export function removeDataDirs(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The arguments of a demo run on any free port. */
export function demoArgs(dataDir: string): readonly string[] {
  return ['--demo', '--port', '0', '--data-dir', dataDir];
}
