/**
 * `npm test`: what the machine needs, checks, build, tests. The last line is the plain sum of it all.
 * `--nightly` runs the long variants of tests that have one; `--only-tests` skips the checks (they must have
 * passed elsewhere). Anything else goes to the test runner.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrograms } from './tools/debian.ts';

const FLAGS = ['--nightly', '--only-tests'];

const bin = (name) => join(import.meta.dirname, '../node_modules/.bin', name);
const sum = { passed: 0, failed: 0, skipped: 0 };

fetchPrograms();
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
      ...process.argv.slice(2).filter((arg) => !FLAGS.includes(arg)),
    ],
    {
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        ...(process.argv.includes('--nightly') ? { COINFALL_NIGHTLY: '1' } : {}),
      },
    },
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

/** What tests run beside Coinfall. A test that misses something all the same is skipped and says so in its name. */
function fetchPrograms() {
  const browser = process.env.COINFALL_CHROMIUM === undefined ? ['chromium'] : [];
  const readers = ['hledger', 'beancount', 'libreoffice', 'poppler', 'python'];
  const missing = ensurePrograms([...browser, ...readers, 'compiler']);
  if (missing === null) return;
  process.stdout.write(`${missing}\n`);
  if (missing.includes('chromium')) spawnSync(bin('playwright'), ['install', 'chromium']);
}
