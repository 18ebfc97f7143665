/** What a file says about itself: period, zone, currency, and what it can be checked against. */
import type { ControlTotals, ExportFacts } from './export.ts';

/** As plain JSON; times are ISO 8601 in UTC. */
export interface WrittenFacts {
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string;
  readonly currency: string;
  readonly people: string;
  readonly seq: number;
  readonly observed: number;
  readonly at: string;
}

export function factsOf({ period, zone, currency, people, head }: ExportFacts): WrittenFacts {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return {
    from: iso(period.fromMs),
    to: iso(period.toMs),
    zone,
    currency,
    people,
    seq: head.seq,
    observed: head.observedNo,
    at: new Date(head.atMs).toISOString(),
  };
}

/** Totals as plain JSON: sums may pass 2^53, which its numbers cannot carry everywhere. */
export function totalsOf({ rows, units }: ControlTotals) {
  return { rows, units: units.map((total) => ({ ...total, units: total.units.toString() })) };
}
