/**
 * Programs that tests need from Debian. `npm test` fetches them first; a test that runs alone does so itself.
 * Where that cannot be done, the reason is told, so that a skipped test can say it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program of each package, by which it is known to be there. */
const PROGRAMS = {
  hledger: 'hledger',
  beancount: 'bean-check',
  'obs-studio': 'obs',
  xvfb: 'Xvfb',
  ffmpeg: 'ffmpeg',
} as const;

const APT_WITHIN_MS = 10 * 60_000;

export type DebianPackage = keyof typeof PROGRAMS;

/** Installs what is absent, as root and quietly. Null when all is there, else why not. */
export function ensureDebianPackages(packages: readonly DebianPackage[]): string | null {
  const missing = packages.filter((name) => !isInstalled(PROGRAMS[name]));
  if (missing.length === 0) return null;
  const absent = `${missing.join(' and ')} not installed`;
  if (!existsSync('/usr/bin/apt-get')) return `${absent}, and there is no apt-get`;
  if (process.getuid?.() !== 0)
    return `${absent}, and only root may: apt-get install ${missing.join(' ')}`;
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
  } catch (error) {
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `${absent}, and apt-get failed: ${words ?? ''}`;
  }
  return missing.every((name) => isInstalled(PROGRAMS[name])) ? null : absent;
}

function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

function apt(...args: readonly string[]): void {
  // Two test files may want something at once.
  execFileSync('/usr/bin/apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    timeout: APT_WITHIN_MS,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
