import { describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';

/** Measuring takes the time that it takes: a companion starts, and five seconds of gifts go into it. */
const EXPORTS_WITHIN_MS = 90_000;

describe('bench', () => {
  it('of verify alone tells its pace beside a bare walk, and that its memory stays below the limit', async () => {
    const { exitCode, stderr, lines } = await coinfall(
      ...['bench', '--json', '--only', 'verify', '--rows', '2000'],
    );
    expect(exitCode, stderr).toBe(0);
    const [pace, memory, ...more] = lines();
    expect(more).toEqual([]);
    expect(pace).toMatchObject({ event: 'figure', type: 'measured', name: 'verify, 2000 rows' });
    expect(pace?.['ours']).toBeGreaterThan(0);
    expect(pace?.['peer']).toBeGreaterThan(0);
    expect(memory).toMatchObject({ unit: 'MB' });
    expect(memory?.['ours']).toBeLessThan(Number(memory?.['peer']));
  });

  it(
    'of exports alone tells time and memory of every format, and how long gifts waited',
    { timeout: EXPORTS_WITHIN_MS },
    async () => {
      const { exitCode, stderr, lines } = await coinfall(
        ...['bench', '--json', '--only', 'export', '--rows', '2000'],
      );
      expect(exitCode, stderr).toBe(0);
      const figures = lines();
      for (const format of ['beancount', 'csv', 'hledger', 'jsonl', 'parquet', 'xlsx']) {
        const of = figures.filter(({ name }) =>
          String(name).startsWith(`export ${format}, 2000 rows`),
        );
        expect(of.map(({ unit, type }) => unit ?? type)).toEqual([
          expect.stringMatching(/^s/) as string,
          'MB',
          'ms',
        ]);
        expect(of[1]?.['ours']).toBeGreaterThan(0);
        expect(of[2]?.['ours']).toBeGreaterThan(0);
      }
    },
  );

  it('refuses a measure that it does not know', async () => {
    const { exitCode } = await coinfall('bench', '--only', 'luck');
    expect(exitCode).toBe(2);
  });
});
