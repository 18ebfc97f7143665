/**
 * `npm test`: what the machine needs, checks, build, tests. The last line is the plain sum of it all.
 * `--only-tests` skips the checks (they must have passed elsewhere).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = (name) => join(import.meta.dirname, '../node_modules/.bin', name);
const sum = { passed: 0, failed: 0, skipped: 0 };

ensureChromium();
if (!process.argv.includes('--only-tests')) {
  for (const check of ['check:format', 'check:lint', 'check:types', 'check:layers', 'check:dead'])
    step(check);
}
step('build');
runVitest();

process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed === 0 ? 0 : 1;

function step(script) {
  const started = Date.now();
  const { status } = spawnSync('npm', ['run', '-s', script], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  sum[status === 0 ? 'passed' : 'failed'] += 1;
  process.stdout.write(
    `${status === 0 ? 'ok  ' : 'FAIL'} ${script} (${Math.round((Date.now() - started) / 1_000)} s)\n`,
  );
}

function runVitest() {
  const folder = mkdtempSync(join(tmpdir(), 'coinfall-test-'));
  const report = join(folder, 'report.json');
  spawnSync(
    bin('vitest'),
    [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...process.argv.slice(2).filter((arg) => arg !== '--only-tests'),
    ],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    sum.passed += result.numPassedTests;
    sum.failed += result.numFailedTests;
    sum.skipped += result.numPendingTests + result.numTodoTests;
    // A file that fails to load has no failed test of its own.
    if (!result.success && result.numFailedTests === 0) sum.failed += 1;
  } else {
    process.stdout.write('the test runner left no report\n');
    sum.failed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The system's Chromium, else Playwright's download, else (as root) Debian's package. */
function ensureChromium() {
  const known = [
    process.env.COINFALL_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  if (known.some((path) => path !== undefined && existsSync(path))) return;
  const tries = [() => run(bin('playwright'), ['install', 'chromium'])];
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    tries.unshift(() => {
      run('apt-get', ['update', '-qq']);
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
    });
  }
  for (const attempt of tries) {
    try {
      attempt();
      return;
    } catch {
      // The next way, or the browser tests say what they miss.
    }
  }
  process.stdout.write(
    'No Chromium could be found or installed; the browser tests will fail and say so.\n',
  );
}

function run(command, args) {
  execFileSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
