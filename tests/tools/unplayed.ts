/** Parts of the contract that a stand-in does not play: whoever calls them in a test is told so. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';

function notPlayed(): never {
  throw new Error('This part of the contract is not played here.');
}

/** Handlers to spread into a stand-in's router. */
export function unplayed() {
  const os = implement(contract);
  return {
    money: {
      record: os.money.record.handler(notPlayed),
      entries: os.money.entries.handler(notPlayed),
      giftRow: os.money.giftRow.handler(notPlayed),
      balances: os.money.balances.handler(notPlayed),
      payouts: os.money.payouts.handler(notPlayed),
      report: os.money.report.handler(notPlayed),
      reconcile: os.money.reconcile.handler(notPlayed),
    },
    people: {
      search: os.people.search.handler(notPlayed),
      erase: os.people.erase.handler(notPlayed),
    },
    imports: {
      upload: os.imports.upload.handler(notPlayed),
      preview: os.imports.preview.handler(notPlayed),
      plan: os.imports.plan.handler(notPlayed),
      apply: os.imports.apply.handler(notPlayed),
      undo: os.imports.undo.handler(notPlayed),
      discard: os.imports.discard.handler(notPlayed),
      runs: os.imports.runs.handler(() => []),
      mappings: os.imports.mappings.handler(() => []),
      saveMapping: os.imports.saveMapping.handler(notPlayed),
      removeMapping: os.imports.removeMapping.handler(notPlayed),
    },
    recording: { set: os.recording.set.handler(notPlayed) },
    evidence: {
      retention: os.evidence.retention.handler(notPlayed),
      setRetention: os.evidence.setRetention.handler(notPlayed),
    },
  };
}
