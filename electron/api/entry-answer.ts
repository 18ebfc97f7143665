/** Hands one entry to the ledger and turns what became of it into the contract's answer. */
import type { RecordOutcome } from '../../shared/contract/money.ts';
import { Overloaded } from '../ledger/client.ts';
import type { LedgerClient } from '../ledger/client.ts';
import type { LedgerCommand } from '../ledger/commands.ts';

/** A disk that fails is tried again for as long as it takes; who asked hears of it after this. */
const PATIENCE_MS = 10_000;

type EntryCommand = Extract<LedgerCommand, { readonly type: 'entry' | 'erase' }>;

export async function answerEntry(
  ledger: LedgerClient,
  command: EntryCommand,
): Promise<RecordOutcome> {
  const outcomes = await withinPatience(ledger.submit([command]));
  if (outcomes === null) {
    return {
      ok: false,
      code: 'ledger_not_writable',
      message:
        'The ledger cannot be written at the moment; is the disk full? Make room, then look whether it was recorded before you try again.',
    };
  }
  const [outcome] = outcomes;
  if (typeof outcome !== 'object' || outcome.type !== 'entry') {
    return {
      ok: false,
      code: 'not_recorded',
      message:
        'The ledger could not take this; its list of problems says why. Nothing was recorded.',
    };
  }
  if (!outcome.ok) return { ok: false, code: outcome.code, message: outcome.message };
  const { seq, effectiveAtMs, moved, known } = outcome;
  return { ok: true, seq, effectiveAtMs, moved, known };
}

/** Null when it takes too long or too much is waiting already. */
export async function withinPatience<Value>(submitted: Promise<Value>): Promise<Value | null> {
  const { promise: tooLate, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), PATIENCE_MS);
  try {
    return await Promise.race([submitted, tooLate]);
  } catch (error) {
    if (error instanceof Overloaded) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
