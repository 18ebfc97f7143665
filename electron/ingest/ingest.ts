/**
 * Ingest: from a source's frames to commands for the ledger. What is refused is recorded with its reason; one
 * bad frame costs nothing but itself.
 */
import type { Accounts } from '../../shared/contract/sources.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import type { Raid } from '../../shared/raid.ts';
import type { CommandOutcome, GiftOutcome, LedgerCommand } from '../ledger/commands.ts';
import type { LedgerClient } from '../ledger/client.ts';
import type { Normalised, Rejection } from '../sources/source.ts';
import { implausible, wellFormed } from './checks.ts';
import { withCatalogue } from './prices.ts';
import { NO_ACCOUNTS, withReceiver } from './receiver.ts';

export interface SourceLabel {
  readonly source: string;
  readonly live: boolean;
}

/** Raw frames above this are kept as evidence only in part. */
const MOST_EVIDENCE = 64 * 1024;
const EXCERPT = 500;

export interface Ingest {
  /** Hands a normalised raw frame to the ledger; resolves with one outcome per gift frame. */
  accept(from: SourceLabel, raw: unknown, normalised: Normalised): Promise<readonly FrameOutcome[]>;
}

/** What goes on air and nowhere else. */
export interface Shows {
  test(): void;
  raid(raid: Raid): void;
}

/** What became of one gift frame. */
export type FrameOutcome =
  | { readonly type: 'committed'; readonly outcome: GiftOutcome }
  | { readonly type: 'rejected'; readonly rejection: Rejection };

/** `accounts`: the creator's own, as they are known at the moment. */
export function createIngest(
  ledger: Pick<LedgerClient, 'submit'>,
  now: () => number,
  shows: Shows,
  accounts: () => Accounts = () => NO_ACCOUNTS,
): Ingest {
  return {
    async accept(from, raw, normalised) {
      const nowMs = now();
      for (let tests = normalised.tests ?? 0; tests > 0; tests -= 1) shows.test();
      for (const raid of normalised.raids ?? []) shows.raid(raid);
      const commands: LedgerCommand[] = [];
      const refused = (rejection: Rejection) =>
        commands.push(rejectedCommand(from, raw, rejection, nowMs));
      for (const rejection of normalised.rejections) refused(rejection);
      const outcomes: (FrameOutcome | { readonly at: number })[] = normalised.frames.map(
        (frame) => {
          const prepared = withReceiver(withCatalogue(wellFormed(frame)), accounts());
          const rejection = implausible(prepared, nowMs, from.live);
          if (rejection !== null) {
            refused(rejection);
            return { type: 'rejected', rejection };
          }
          commands.push(giftCommand(from, raw, prepared, nowMs));
          return { at: commands.length - 1 };
        },
      );
      if (normalised.streamEnded === true) {
        commands.push({ type: 'streamEnded', source: from.source, atMs: nowMs });
      }
      if (commands.length === 0) return [];
      const committed = await ledger.submit(commands);
      return outcomes.map((outcome) =>
        'at' in outcome
          ? { type: 'committed', outcome: giftOutcome(committed[outcome.at]) }
          : outcome,
      );
    },
  };
}

/** A gift is never answered like another command. */
function giftOutcome(outcome: CommandOutcome | undefined): GiftOutcome {
  return typeof outcome === 'string' && outcome !== 'done' ? outcome : 'refused';
}

function giftCommand(
  from: SourceLabel,
  raw: unknown,
  frame: GiftFrame,
  nowMs: number,
): LedgerCommand {
  return {
    type: 'gift',
    gift: {
      frame,
      source: from.source,
      observedAtMs: nowMs,
      live: from.live,
      evidence: textOf(raw).slice(0, MOST_EVIDENCE),
    },
  };
}

function rejectedCommand(
  from: SourceLabel,
  raw: unknown,
  rejection: Rejection,
  nowMs: number,
): LedgerCommand {
  return {
    type: 'rejected',
    atMs: nowMs,
    source: from.source,
    code: rejection.code,
    message: rejection.message,
    excerpt: textOf(raw).slice(0, EXCERPT).toWellFormed(),
  };
}

function textOf(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  try {
    // undefined and functions have no JSON, whatever the types say.
    const json: unknown = JSON.stringify(raw);
    return typeof json === 'string' ? json : '';
  } catch {
    return '(not printable)';
  }
}
