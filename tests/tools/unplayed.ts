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
    recording: { set: os.recording.set.handler(notPlayed) },
    evidence: {
      retention: os.evidence.retention.handler(notPlayed),
      setRetention: os.evidence.setRetention.handler(notPlayed),
    },
  };
}
