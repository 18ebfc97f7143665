/** Canned answers of the ledger's part of the contract, for `cannedRouter`. */
import { implement } from '@orpc/server';
import type { Caller } from '../../electron/api/caller.ts';
import { contract } from '../../shared/contract/index.ts';

const NOT_IMPORTED = { type: 'failed', code: 'upload_unknown', message: '' } as const;
const RECORDED = { ok: true, seq: 1, effectiveAtMs: 0, moved: false, known: false } as const;

/** A stream of one refusal. */
async function* notImported() {
  yield await Promise.resolve(NOT_IMPORTED);
}

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
    imports: {
      upload: os.imports.upload.handler(({ context }) => {
        note('imports.upload', context);
        return { ok: false, code: 'upload_broken', message: '' };
      }),
      preview: os.imports.preview.handler(({ context }) => {
        note('imports.preview', context);
        return NOT_IMPORTED;
      }),
      plan: os.imports.plan.handler(({ context }) => {
        note('imports.plan', context);
        return notImported();
      }),
      apply: os.imports.apply.handler(({ context }) => {
        note('imports.apply', context);
        return notImported();
      }),
      undo: os.imports.undo.handler(({ context }) => {
        note('imports.undo', context);
        return notImported();
      }),
      discard: os.imports.discard.handler(({ context }) => note('imports.discard', context)),
      runs: os.imports.runs.handler(({ context }) => {
        note('imports.runs', context);
        return [];
      }),
      mappings: os.imports.mappings.handler(({ context }) => {
        note('imports.mappings', context);
        return [];
      }),
      saveMapping: os.imports.saveMapping.handler(({ context }) => {
        note('imports.saveMapping', context);
        return { ok: true };
      }),
      removeMapping: os.imports.removeMapping.handler(({ context }) => {
        note('imports.removeMapping', context);
        return { ok: true };
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
