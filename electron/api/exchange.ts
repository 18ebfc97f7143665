/** Exchange rates: listed, typed in, or taken from the ECB's file piece by piece. Nothing here asks the network. */
import type { ExchangeAnswer } from '../../shared/contract/rates.ts';
import { ecbReader } from '../../shared/ecb.ts';
import { RATE_DECIMALS } from '../../shared/exchange.ts';
import type { ExchangeEntry } from '../../shared/exchange.ts';
import { decimalString } from '../../shared/money.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';

export interface ExchangeApi {
  list(asked: {
    readonly base: string | null;
    readonly quote: string | null;
    readonly limit: number;
  }): Promise<ExchangeEntry[]>;
  add(rate: Omit<ExchangeEntry, 'origin'> & { readonly correct: boolean }): Promise<ExchangeAnswer>;
  importPiece(piece: {
    readonly text: string;
    readonly firstLine: number;
  }): Promise<ExchangeAnswer>;
}

export function createExchangeApi(
  ledger: Pick<LedgerClient, 'submit' | 'query'>,
  bus: Pick<Bus, 'publish'>,
): ExchangeApi {
  async function submit(
    rates: readonly ExchangeEntry[],
    correct: boolean,
  ): Promise<ExchangeAnswer> {
    const [outcome] = await ledger.submit([{ type: 'addExchangeRates', rates, correct }]);
    if (typeof outcome !== 'object' || outcome.type !== 'exchange') {
      throw new Error('the ledger gave no answer about an exchange rate');
    }
    if (!outcome.ok) return { ok: false, code: outcome.code, message: outcome.message };
    if (outcome.added > 0) bus.publish('rates', null);
    const { added, known, conflictCount, conflicts } = outcome;
    return { ok: true, added, known, conflictCount, conflicts: [...conflicts] };
  }

  return {
    list: async (asked) => [...(await ledger.query('exchangeRates', asked))],
    async add({ correct, ...rate }) {
      const answer = await submit([{ ...rate, origin: 'user' }], correct);
      const conflict = answer.ok ? answer.conflicts[0] : undefined;
      if (conflict === undefined) return answer;
      const standing = decimalString(BigInt(conflict.standingNanos), RATE_DECIMALS);
      return {
        ok: false,
        code: 'rate_conflict',
        message: `For ${conflict.day} you entered ${conflict.base}/${conflict.quote} ${standing} already. Say that this is a correction, or choose another day. Nothing was recorded.`,
      };
    },
    async importPiece({ text, firstLine }) {
      const reader = ecbReader(Date.now(), firstLine);
      const read = reader.push(text);
      const last = read.ok ? reader.end() : read;
      if (!read.ok || !last.ok) {
        const problem = read.ok ? last : read;
        if (problem.ok) throw new Error('a reading without a problem was taken for one');
        return {
          ok: false,
          code: problem.code,
          message: `Line ${problem.line}: ${problem.message} Nothing of this piece was recorded.`,
        };
      }
      return submit([...read.entries, ...last.entries], false);
    },
  };
}
