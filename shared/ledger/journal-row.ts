/**
 * One row of the journal and its canonical form, the input of the hash chain. The form is versioned: a row
 * is always hashed by the version it was written with.
 */
import type { GiftKind } from '../gift.ts';
import type { GiftStatus } from './counter.ts';

export const JOURNAL_KINDS = [
  'gift',
  'payout',
  'fee',
  'tax',
  'refund',
  'chargeback',
  'income',
  'expense',
  'adjustment',
  'opening',
  'reversal',
  'lock',
  'erasure',
] as const;
export type JournalKind = (typeof JOURNAL_KINDS)[number];

export const CANONICAL_FORMAT = 1;

export interface JournalRow {
  readonly seq: number;
  readonly format: number;
  readonly kind: JournalKind;
  /** Platform's clock, ours, and the one that counts for periods; Unix ms. */
  readonly occurredAtMs: number | null;
  readonly observedAtMs: number;
  readonly effectiveAtMs: number;
  readonly sessionNo: number | null;
  readonly source: string;
  readonly platform: string | null;
  readonly giftKind: GiftKind | null;
  readonly giftId: string | null;
  readonly giftNo: number | null;
  readonly personNo: number | null;
  /** SHA-256(salt ‖ gift_key) and SHA-256(salt ‖ platform id), hex: who it was, provable but forgettable. */
  readonly giftCommitment: string | null;
  readonly personCommitment: string | null;
  readonly unit: string | null;
  /** Frozen price; null while unknown. */
  readonly unitsEach: number | null;
  readonly delta: number | null;
  readonly countAfter: number | null;
  /** What this row adds to the gift's worth; 0 while the price is unknown. */
  readonly unitsDelta: number | null;
  readonly statusAfter: GiftStatus | null;
  /** The row that this one corrects. */
  readonly corrects: number | null;
  /** What a row of another kind than `gift` says, as canonical JSON; null for gifts. */
  readonly entry: string | null;
  readonly note: string | null;
}

/** Canonical text of a row: a JSON array in a fixed order, without names of people. */
export function canonicalForm(row: JournalRow): string {
  return JSON.stringify([
    row.format,
    row.seq,
    row.kind,
    row.occurredAtMs,
    row.observedAtMs,
    row.effectiveAtMs,
    row.sessionNo,
    row.source,
    row.platform,
    row.giftKind,
    row.giftId,
    row.giftNo,
    row.personNo,
    row.giftCommitment,
    row.personCommitment,
    row.unit,
    row.unitsEach,
    row.delta,
    row.countAfter,
    row.unitsDelta,
    row.statusAfter,
    row.corrects,
    row.entry,
    row.note,
  ]);
}
