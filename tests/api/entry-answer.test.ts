import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerEntry } from '../../electron/api/entry-answer.ts';
import type { LedgerClient } from '../../electron/ledger/client.ts';
import type { CommandOutcome } from '../../electron/ledger/commands.ts';

const COMMAND = { type: 'erase', personNo: 1, source: 'hand' } as const;

vi.mock('../../electron/ledger/client.ts', () => ({
  Overloaded: class Overloaded extends Error {},
}));
const { Overloaded } = await import('../../electron/ledger/client.ts');

function answer(submit: () => Promise<readonly CommandOutcome[]>) {
  return answerEntry({ submit } as unknown as LedgerClient, COMMAND);
}

describe('what became of an entry', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is told as the ledger says it, without what is the ledger’s own', async () => {
    const booked = { seq: 3, effectiveAtMs: 7, moved: true, known: false };
    const done = await answer(() => Promise.resolve([{ type: 'entry', ok: true, ...booked }]));
    expect(done).toEqual({ ok: true, ...booked });
    const refusal = { code: 'row_unknown', message: 'There is none.' };
    const refused = await answer(() => Promise.resolve([{ type: 'entry', ok: false, ...refusal }]));
    expect(refused).toEqual({ ok: false, ...refusal });
  });

  it('is not waited for longer than ten seconds while the disk fails, and the words do not promise', async () => {
    const asked = answer(() => Promise.withResolvers<readonly CommandOutcome[]>().promise);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await asked).toMatchObject({ ok: false, code: 'ledger_not_writable' });
    expect(await asked).toMatchObject({
      message: expect.stringMatching(/look whether it was recorded before you try again/) as string,
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is a refusal while too much is waiting, and a bug stays a bug', async () => {
    const overloaded = await answer(() => Promise.reject(new Overloaded('too much')));
    expect(overloaded).toMatchObject({ ok: false, code: 'ledger_not_writable' });
    await expect(answer(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });

  it('is a refusal in words when the ledger could not take the command', async () => {
    const refused = await answer(() => Promise.resolve(['refused']));
    expect(refused).toMatchObject({ ok: false, code: 'not_recorded' });
    expect(refused).toMatchObject({
      message: expect.stringContaining('Nothing was recorded') as string,
    });
  });
});
