/**
 * Runs dependency-cruiser over the house and fails on a broken layer rule, or when it saw too little to judge:
 * with a TypeScript it does not support it sees no module at all and still exits 0.
 * An argument names another root (used by the test that plants a violation).
 */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

const LEAST_MODULES = 120;
const root = resolve(process.argv[2] ?? '.');
const bin = realpathSync(resolve(import.meta.dirname, '../../node_modules/.bin/depcruise'));

const run = spawnSync(
  process.execPath,
  [
    bin,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    'shared',
    'electron',
    'renderer',
    'tests',
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
);
if (run.stdout === '') throw new Error(`dependency-cruiser said nothing: ${run.stderr}`);
const { summary } = JSON.parse(run.stdout);

for (const violation of summary.violations) {
  process.stderr.write(`${violation.rule.name}: ${violation.from} → ${violation.to}\n`);
}
if (summary.totalCruised < LEAST_MODULES) {
  process.stderr.write(
    `dependency-cruiser saw ${summary.totalCruised} modules only; at least ${LEAST_MODULES} are here.\n`,
  );
  process.exitCode = 1;
} else if (summary.violations.length > 0) {
  process.exitCode = 1;
} else {
  process.stdout.write(
    `layers: ${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, no violation\n`,
  );
}
