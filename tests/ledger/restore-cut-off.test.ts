/** A restore that is cut off: at each of its steps, and once more while it is being finished. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type * as nodeFs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { finishRestore, restore } from '../../electron/ledger/restore.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import { T0 } from '../tools/builders.ts';
import { addGifts, copyOfFolder, filledLedger, madeBackup } from './backed-up.ts';

/** Steps that may still be taken before the power goes; afterwards nothing is written any more. */
const power = vi.hoisted(() => ({ stepsLeft: Infinity }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof nodeFs>();
  const step = <Args extends readonly unknown[], Result>(run: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      if (power.stepsLeft <= 0) throw new Error('the power is gone');
      power.stepsLeft -= 1;
      return run(...args);
    };
  };
  return {
    ...fs,
    renameSync: step(fs.renameSync),
    rmSync: step(fs.rmSync),
    mkdirSync: step(fs.mkdirSync),
    mkdtempSync: step(fs.mkdtempSync),
    writeSync: step(fs.writeSync),
    fsyncSync: step(fs.fsyncSync),
  };
});

/** False when the power went first. */
function withPower(steps: number, run: () => void): boolean {
  power.stepsLeft = steps;
  try {
    run();
    return true;
  } catch (error) {
    if (power.stepsLeft > 0) throw error;
    return false;
  } finally {
    power.stepsLeft = Infinity;
  }
}

function rowsIn(dir: string): number {
  const { ok, rows } = verifyLedger(dir, 'live');
  expect(ok).toBe(true);
  return rows;
}

const OLD_ROWS = 7;
const NEW_ROWS = 3;

/** Old or new and nothing between; once new, the old is whole in its folder. */
function expectOneOrTheOther(dir: string, decided: boolean): void {
  expect(rowsIn(dir)).toBe(decided ? NEW_ROWS : OLD_ROWS);
  const aside = readdirSync(dir).filter((name) => name.startsWith('replaced-'));
  expect(aside).toHaveLength(decided ? 1 : 0);
  for (const name of aside) {
    expect(rowsIn(join(dir, name))).toBe(OLD_ROWS);
    expect(existsSync(join(dir, name, 'app.sqlite'))).toBe(true);
  }
  expect(readdirSync(dir).filter((name) => name.startsWith('.restore-'))).toEqual([]);
}

describe('a restore that is cut off', () => {
  it('at any step leaves the old ledger or, finished at the next start, the new one', async () => {
    using ledger = filledLedger(NEW_ROWS);
    const { folder } = await madeBackup(ledger.dir);
    addGifts(ledger, OLD_ROWS - NEW_ROWS);
    ledger.close();
    const decisions: boolean[] = [];
    for (let steps = 0; ; steps += 1) {
      using copy = copyOfFolder(ledger.dir);
      const whole = withPower(steps, () => restore(copy.dir, 'live', folder, T0));
      const decided = whole || existsSync(join(copy.dir, '.restore-ready', 'intent.json'));
      finishRestore(copy.dir);
      const reached = rowsIn(copy.dir) === NEW_ROWS;
      // What was being cleaned up when the power went was finished already.
      if (decided) expect(reached).toBe(true);
      expectOneOrTheOther(copy.dir, reached);
      expect(finishRestore(copy.dir)).toBe(false);
      decisions.push(reached);
      if (whole) break;
    }
    expect(decisions.length).toBeGreaterThan(20);
    expect([...decisions].sort()).toEqual(decisions);
    expect(new Set(decisions)).toEqual(new Set([false, true]));
  });

  it('and is cut off again while it is finished is finished by whoever comes next', async () => {
    using ledger = filledLedger(NEW_ROWS);
    const { folder } = await madeBackup(ledger.dir);
    addGifts(ledger, OLD_ROWS - NEW_ROWS);
    ledger.close();
    let cuts = 0;
    for (let steps = 0; ; steps += 1) {
      using copy = copyOfFolder(ledger.dir);
      if (withPower(steps, () => restore(copy.dir, 'live', folder, T0))) break;
      if (!existsSync(join(copy.dir, '.restore-ready', 'intent.json'))) continue;
      for (let more = 0; !withPower(more, () => finishRestore(copy.dir)); more += 1) cuts += 1;
      expectOneOrTheOther(copy.dir, true);
    }
    expect(cuts).toBeGreaterThan(20);
  });

  it('does not touch what it does not know', async () => {
    using ledger = filledLedger(NEW_ROWS);
    const { folder } = await madeBackup(ledger.dir);
    ledger.close();
    const before = readFileSync(join(ledger.dir, 'heads.log'), 'utf8');
    restore(ledger.dir, 'live', folder, T0);
    const aside = readdirSync(ledger.dir).find((name) => name.startsWith('replaced-')) ?? '';
    expect(readFileSync(join(ledger.dir, aside, 'heads.log'), 'utf8')).toBe(before);
  });
});
