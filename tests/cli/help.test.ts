import { describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';

const COMMANDS = [
  ...['serve', 'export', 'record', 'balance', 'reconcile', 'erase', 'verify', 'rebuild', 'backup'],
  ...['restore', 'doctor', 'bench'],
];
const RECORDS = [
  ...['payout', 'fee', 'tax', 'refund', 'chargeback', 'income', 'expense', 'adjustment', 'opening'],
  ...['reversal', 'lock'],
];

describe('help', () => {
  it.each([
    [],
    ...COMMANDS.map((command) => [command]),
    ...RECORDS.map((kind) => ['record', kind]),
  ])('of coinfall %s %s says what it does within 80 columns', async (...command) => {
    const { exitCode, stdout, stderr } = await coinfall(...command, '--help');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(['Usage: coinfall', ...command].join(' '));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('of coinfall lists every command and what the exit codes mean', async () => {
    const { stdout } = await coinfall('--help');
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(stdout).toContain('Exit codes');
  });

  it('gives the version of the package', async () => {
    const { exitCode, stdout } = await coinfall('--version');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
