/** Webhook posts: each item is a gift of its own; the answer is given after the commit. */
import type { WebhookAnswer } from '../../shared/contract/webhook-answer.ts';
import type { Normalised, Rejection } from '../sources/source.ts';
import type { FrameOutcome, Ingest } from './ingest.ts';

export type WebhookResult =
  | { readonly ok: true; readonly answer: WebhookAnswer }
  | { readonly ok: false; readonly code: 'not_stored'; readonly message: string };

/** Name of the webhook in the ledger's `source` column. */
export const WEBHOOK_SOURCE = 'webhook://';
/** How long a sender is kept waiting for a disk that does not answer; the gifts may still be written later. */
const COMMIT_WITHIN_MS = 5_000;

type ItemResult =
  | 'accepted'
  | 'duplicates'
  | 'conflicts'
  | 'tests'
  | { readonly index: number; readonly code: string; readonly message: string };

/** One posted item, read. */
export interface WebhookItem {
  /** What may be stored of it. */
  readonly evidence: unknown;
  readonly normalised: Normalised;
  /** Why something of it is no gift: told to the sender, and no fault. */
  readonly ignored: readonly Rejection[];
}

/** Takes items in their order; `read` knows the form they have. Resolves after the commit. */
export type TakeItems = (
  items: readonly unknown[],
  read: (item: unknown) => WebhookItem,
) => Promise<WebhookResult>;

/** Makes the handler behind `POST /api/v1/gifts`. */
export function createWebhook(ingest: Ingest): TakeItems {
  const from = { source: WEBHOOK_SOURCE, live: false };

  async function take(item: WebhookItem, index: number): Promise<readonly ItemResult[]> {
    const { evidence, normalised, ignored } = item;
    const outcomes = await ingest.accept(from, evidence, normalised);
    return [
      ...Array<ItemResult>(normalised.tests ?? 0).fill('tests'),
      ...[...normalised.rejections, ...ignored].map((rejection) => rejected(index, rejection)),
      ...outcomes.map((outcome) => resultOf(outcome, index)),
    ];
  }

  return async (items, read) => {
    const all = Promise.all(items.map((item, index) => take(read(item), index)));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), COMMIT_WITHIN_MS).unref();
    });
    try {
      const results = await Promise.race([all, late]);
      return results === 'late' ? notStored() : { ok: true, answer: countUp(results.flat()) };
    } catch {
      return notStored();
    } finally {
      clearTimeout(timer);
    }
  };
}

function resultOf(outcome: FrameOutcome, index: number): ItemResult {
  if (outcome.type === 'rejected') return rejected(index, outcome.rejection);
  switch (outcome.outcome) {
    case 'duplicate':
      return 'duplicates';
    case 'conflict':
      return 'conflicts';
    case 'accepted':
    case 'observed':
      return 'accepted';
    case 'refused':
      return rejected(index, {
        code: 'not_storable',
        message: 'Coinfall could not store this gift.',
      });
  }
}

function rejected(index: number, rejection: Rejection): ItemResult {
  return { index, code: rejection.code, message: rejection.message };
}

function countUp(results: readonly ItemResult[]): WebhookAnswer {
  const count = (name: ItemResult) => results.filter((result) => result === name).length;
  return {
    accepted: count('accepted'),
    duplicates: count('duplicates'),
    conflicts: count('conflicts'),
    tests: count('tests'),
    rejected: results.flatMap((result) => (typeof result === 'string' ? [] : [result])),
  };
}

function notStored(): WebhookResult {
  return {
    ok: false,
    code: 'not_stored',
    message:
      'Coinfall could not write to its disk just now. Send the same gifts again; repeats are recognised.',
  };
}
