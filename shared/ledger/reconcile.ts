/**
 * Reconciliation: what a platform reported (or paid) against what was booked, and where the difference comes from.
 * Pure. Every explanation takes a share of the variance; shares and the unexplained rest add up to it exactly.
 *
 * What is known takes its share first, whole. What is only possible, or estimated from the pace of a stream, takes
 * at most what is left, is marked so, and never touches a booked figure.
 */

/** Gifts (or entries) with what they are worth together. */
export interface Counted {
  readonly count: number;
  readonly units: bigint;
}

/** A session as far as it lies in the span, seen through the sources of the platform. */
export interface WatchedSession {
  readonly sessionNo: number;
  readonly liveMs: number;
  readonly observedMs: number;
  /** Booked in it, in the unit in question. */
  readonly units: bigint;
  /** Some source of the platform tried to watch it; else nobody knows whether it was streamed there. */
  readonly tried: boolean;
}

export interface ReconcileInput {
  /** What the platform said, in its unit. */
  readonly reported: bigint;
  /** Gifts booked for the span whose end was seen (or which still grow), and those whose end was not. */
  readonly settled: Counted;
  readonly unconfirmed: Counted;
  /** Gifts without a price: booked, but worth nothing yet. */
  readonly suspense: number;
  /** Booked for the span because their own time was locked, and the other way round. */
  readonly movedIn: Counted;
  readonly movedOut: Counted;
  /** Taken back by the creator. */
  readonly reversed: Counted;
  /** What was recorded by hand at the platform, signed: income that nobody saw, chargebacks, adjustments … */
  readonly entries: readonly (Counted & { readonly kind: string })[];
  readonly sessions: readonly WatchedSession[];
}

export type Certainty = 'known' | 'possible' | 'estimated';

export interface Explanation {
  readonly code:
    | 'entry'
    | 'moved_in'
    | 'moved_out'
    | 'reversed'
    | 'not_watched'
    | 'unconfirmed'
    | 'suspense'
    | 'no_source';
  readonly certainty: Certainty;
  /** Its share of the variance. */
  readonly units: bigint;
  /** The most it could account for; null when nobody can say. */
  readonly upTo: bigint | null;
  /** Gifts, entries or sessions that it is about. */
  readonly count: number;
  /** Time without a source, for `not_watched` and `no_source`; else null. */
  readonly ms: number | null;
  /** Kind of the entries, for `entry`; else null. */
  readonly kind: string | null;
}

export interface Reconciliation {
  readonly reported: bigint;
  readonly observed: bigint;
  /** reported − observed. */
  readonly variance: bigint;
  readonly explanations: readonly Explanation[];
  /** What nothing above accounts for. */
  readonly rest: bigint;
}

/** Compares and explains. */
export function reconcile(input: ReconcileInput): Reconciliation {
  const observed = input.settled.units + input.unconfirmed.units;
  const variance = input.reported - observed;
  const explanations: Explanation[] = knownOf(input);
  let left = variance - sumOf(explanations);
  // Whatever is merely possible was missed by us, so it can only explain that more was reported.
  for (const candidate of left > 0n ? possibleOf(input) : []) {
    const units = least(left, candidate.upTo ?? 0n);
    left -= units;
    explanations.push({ ...candidate, units });
  }
  return { reported: input.reported, observed, variance, explanations, rest: left };
}

function sumOf(explanations: readonly Explanation[]): bigint {
  return explanations.reduce((sum, { units }) => sum + units, 0n);
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

const NOTHING = { units: 0n, ms: null, kind: null } as const;

function knownOf(input: ReconcileInput): Explanation[] {
  const { movedIn, movedOut } = input;
  const known = (
    code: Explanation['code'],
    count: number,
    units: bigint,
    kind: string | null = null,
  ): Explanation => ({ ...NOTHING, code, certainty: 'known', units, upTo: units, count, kind });
  return [
    ...input.entries.map(({ kind, count, units }) => known('entry', count, units, kind)),
    known('moved_out', movedOut.count, movedOut.units),
    known('moved_in', movedIn.count, -movedIn.units),
  ].filter(({ count }) => count > 0);
}

function possibleOf(input: ReconcileInput): Explanation[] {
  const { reversed, unconfirmed, suspense } = input;
  const tried = input.sessions.filter((session) => session.tried);
  const missed = tried.filter(({ liveMs, observedMs }) => liveMs > observedMs);
  const untried = input.sessions.filter((session) => !session.tried);
  const candidates: Explanation[] = [
    {
      ...NOTHING,
      code: 'reversed',
      certainty: 'possible',
      count: reversed.count,
      upTo: reversed.units,
    },
    {
      ...NOTHING,
      code: 'not_watched',
      certainty: 'estimated',
      count: missed.length,
      ms: missed.reduce((sum, { liveMs, observedMs }) => sum + liveMs - observedMs, 0),
      upTo: missedUnits(tried),
    },
    {
      ...NOTHING,
      code: 'unconfirmed',
      certainty: 'possible',
      count: unconfirmed.count,
      upTo: null,
    },
    { ...NOTHING, code: 'suspense', certainty: 'possible', count: suspense, upTo: null },
    {
      ...NOTHING,
      code: 'no_source',
      certainty: 'possible',
      count: untried.length,
      ms: untried.reduce((sum, { liveMs }) => sum + liveMs, 0),
      upTo: null,
    },
  ];
  return candidates.filter(({ count }) => count > 0);
}

/**
 * What the time without a source would have brought at the session's own pace, rounded down. A session that was
 * not seen at all is taken at the pace of the others; null when there is no pace to go by.
 */
function missedUnits(sessions: readonly WatchedSession[]): bigint | null {
  const observedMs = sessions.reduce((sum, session) => sum + BigInt(session.observedMs), 0n);
  if (observedMs === 0n) return null;
  const units = sessions.reduce((sum, session) => sum + session.units, 0n);
  return sessions.reduce((sum, session) => {
    const missedMs = BigInt(Math.max(0, session.liveMs - session.observedMs));
    const pace =
      session.observedMs === 0
        ? { units, observedMs }
        : { units: session.units, observedMs: BigInt(session.observedMs) };
    const missed = (pace.units * missedMs) / pace.observedMs;
    return missed > 0n ? sum + missed : sum;
  }, 0n);
}

/** What payouts of one currency came to, together, and what the cards had said. Millionths of the currency. */
export interface PaidInput {
  readonly netMicros: bigint;
  readonly grossMicros: bigint;
  readonly feeMicros: bigint;
  readonly taxMicros: bigint;
  /** The units that were paid out, by the cards of the payouts' own times. */
  readonly paidEstimateMicros: bigint;
  /** What was booked in the span, by the cards. */
  readonly bookedEstimateMicros: bigint;
}

export interface PaidExplanation {
  /** `rate`: another rate than the card's; `units`: other units than those booked in the span. */
  readonly code: 'rate' | 'units' | 'fee' | 'tax';
  readonly micros: bigint;
}

export interface PaidReconciliation {
  /** net − what the cards said of the span. */
  readonly varianceMicros: bigint;
  readonly explanations: readonly PaidExplanation[];
  /** Not zero only when a payout does not add up, which the ledger does not take. */
  readonly restMicros: bigint;
}

/** Why the money that arrived is not what was estimated. */
export function reconcilePaid(input: PaidInput): PaidReconciliation {
  const { netMicros, grossMicros, feeMicros, taxMicros } = input;
  const varianceMicros = netMicros - input.bookedEstimateMicros;
  const explanations = (
    [
      { code: 'rate', micros: grossMicros - input.paidEstimateMicros },
      { code: 'units', micros: input.paidEstimateMicros - input.bookedEstimateMicros },
      { code: 'fee', micros: -feeMicros },
      { code: 'tax', micros: -taxMicros },
    ] as const
  ).filter(({ micros }) => micros !== 0n);
  const explained = explanations.reduce((sum, { micros }) => sum + micros, 0n);
  return { varianceMicros, explanations, restMicros: varianceMicros - explained };
}
