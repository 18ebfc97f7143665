/**
 * Programs that tests need from Debian. `npm test` fetches them first; a test that runs alone does so itself.
 * Where that cannot be done, the reason is told, so that a skipped test can say it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Each by the program that shows it to be there, with the packages that bring it. */
const PROGRAMS = {
  chromium: { program: 'chromium', packages: ['chromium'] },
  hledger: { program: 'hledger', packages: ['hledger'] },
  beancount: { program: 'bean-check', packages: ['beancount'] },
  compiler: { program: 'cc', packages: ['gcc', 'libc6-dev'] },
  obs: { program: 'obs', packages: ['obs-studio'] },
  xvfb: { program: 'Xvfb', packages: ['xvfb'] },
  libreoffice: { program: 'soffice', packages: ['libreoffice-calc-nogui'] },
  poppler: { program: 'pdftotext', packages: ['poppler-utils'] },
  python: { program: 'python3', packages: ['python3'] },
  ffmpeg: { program: 'ffmpeg', packages: ['ffmpeg'] },
} as const;

const APT_WITHIN_MS = 10 * 60_000;

export type ProgramName = keyof typeof PROGRAMS;

/** Installs what is absent, as root and quietly. Null when all is there, else why not. */
export function ensurePrograms(names: readonly ProgramName[]): string | null {
  const missing = names.filter((name) => !isInstalled(PROGRAMS[name].program));
  if (missing.length === 0) return null;
  const absent = `${missing.join(' and ')} not installed`;
  const packages = missing.flatMap((name) => PROGRAMS[name].packages);
  if (!existsSync('/usr/bin/apt-get')) return `${absent}, and there is no apt-get`;
  if (process.getuid?.() !== 0)
    return `${absent}, and only root may: apt-get install ${packages.join(' ')}`;
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
  } catch (error) {
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `${absent}, and apt-get failed: ${words ?? ''}`;
  }
  return missing.every((name) => isInstalled(PROGRAMS[name].program)) ? null : absent;
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
