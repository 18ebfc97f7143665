/** Canned answers of the ledger's part of the contract, for `cannedRouter`. */
import { implement } from '@orpc/server';
import type { Caller } from '../../electron/api/caller.ts';
import { contract } from '../../shared/contract/index.ts';

const RECORDED = { ok: true, seq: 1, effectiveAtMs: 0, moved: false, known: false } as const;

/** `note` hears of every call that reaches a handler. */
export function cannedLedger(note: (path: string, caller: Caller) => void) {
  const os = implement(contract).$context<Caller>();
  return {
    money: {
      record: os.money.record.handler(({ context }) => {
        note('money.record', context);
        return RECORDED;
      }),
      entries: os.money.entries.handler(({ context }) => {
        note('money.entries', context);
        return [];
      }),
      giftRow: os.money.giftRow.handler(({ context }) => {
        note('money.giftRow', context);
        return null;
      }),
      balances: os.money.balances.handler(({ context }) => {
        note('money.balances', context);
        return { seq: 0, rows: [], unpricedGifts: 0 };
      }),
      payouts: os.money.payouts.handler(({ context }) => {
        note('money.payouts', context);
        return [];
      }),
      report: os.money.report.handler(({ context }) => {
        note('money.report', context);
        return { ok: true };
      }),
      reconcile: os.money.reconcile.handler(({ context }) => {
        note('money.reconcile', context);
        return { ok: false, code: 'no_statement', message: '' };
      }),
    },
    people: {
      search: os.people.search.handler(({ context }) => {
        note('people.search', context);
        return [];
      }),
      erase: os.people.erase.handler(({ context }) => {
        note('people.erase', context);
        return RECORDED;
      }),
    },
    evidence: {
      retention: os.evidence.retention.handler(({ context }) => {
        note('evidence.retention', context);
        return { days: null };
      }),
      setRetention: os.evidence.setRetention.handler(({ context }) => {
        note('evidence.setRetention', context);
        return { ok: true };
      }),
    },
  };
}
