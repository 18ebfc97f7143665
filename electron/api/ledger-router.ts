/**
 * The part of the contract that needs nothing but the ledger. The companion serves it among the rest; the command
 * line serves it to itself when no companion runs, so that both go the same way.
 */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { Bus } from '../bus.ts';
import type { LedgerClient } from '../ledger/client.ts';
import type { Caller } from './caller.ts';
import { answerEntry } from './entry-answer.ts';
import { createMappings } from './imports.ts';
import type { ImportsApi } from './imports.ts';
import type { EvidenceApi } from './evidence.ts';
import { createMoneyApi } from './money.ts';
import { createRatesRouter } from './rates-router.ts';

export interface LedgerRouterParts {
  readonly ledger: LedgerClient;
  readonly bus: Pick<Bus, 'publish'>;
  readonly evidence: EvidenceApi;
  readonly imports: ImportsApi;
  /** Currency that estimates are read in. */
  readonly currency: string;
}

export function createLedgerRouter(parts: LedgerRouterParts) {
  const os = implement(contract).$context<Caller>();
  const { ledger, evidence, imports } = parts;
  const mappings = createMappings(ledger);
  const money = createMoneyApi(ledger, parts.currency, () => Date.now());
  return {
    ...createRatesRouter(parts),
    money: {
      record: os.money.record.handler(({ input }) => money.record(input)),
      entries: os.money.entries.handler(({ input }) => money.entries(input)),
      giftRow: os.money.giftRow.handler(({ input }) => money.giftRow(input.giftKey)),
      balances: os.money.balances.handler(() => money.balances()),
      payouts: os.money.payouts.handler(({ input }) => money.payouts(input)),
      report: os.money.report.handler(({ input }) => money.report(input)),
      reconcile: os.money.reconcile.handler(({ input }) => money.reconcile(input)),
    },
    people: {
      search: os.people.search.handler(({ input }) => ledger.query('people', input)),
      erase: os.people.erase.handler(({ input }) =>
        answerEntry(ledger, { type: 'erase', personNo: input.personNo, source: 'hand' }),
      ),
    },
    imports: {
      upload: os.imports.upload.handler(({ input }) => imports.upload(input)),
      preview: os.imports.preview.handler(({ input }) => imports.preview(input)),
      plan: os.imports.plan.handler(({ input, signal }) =>
        imports.plan(input.asked, input.sha256, signal),
      ),
      apply: os.imports.apply.handler(({ input }) => imports.apply(input)),
      undo: os.imports.undo.handler(({ input }) => imports.undo(input.importNo)),
      discard: os.imports.discard.handler(({ input }) => imports.discard(input.upload)),
      runs: os.imports.runs.handler(() => imports.runs()),
      mappings: os.imports.mappings.handler(() => mappings.all()),
      saveMapping: os.imports.saveMapping.handler(({ input }) => mappings.save(input)),
      removeMapping: os.imports.removeMapping.handler(({ input }) => mappings.remove(input.name)),
    },
    evidence: {
      retention: os.evidence.retention.handler(() => evidence.retention()),
      setRetention: os.evidence.setRetention.handler(({ input }) =>
        evidence.setRetention(input.days),
      ),
    },
  };
}
