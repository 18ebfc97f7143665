/**
 * One object of `POST /api/v1/gifts` → its gift frame, or which field is wrong and how to write it.
 * Beside it: `webhook.source.ts` (the source's definition) and ingest, which answers the request.
 */
import { messageKey, streakKey } from '../../shared/ledger/gift-key.ts';
import { currencyExponent, isCurrency } from '../../shared/currency.ts';
import { parseMinor } from '../../shared/money.ts';
import { PLATFORM_PATTERN, isUnit } from '../../shared/units.ts';
import { type Fields, firstOf, idOf, isFields, labelOf, shown } from './fields.ts';
import { TEST, checked, rejected } from './outcome.ts';
import type { Normalised, Rejection } from './source.ts';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Whether the sender says that this is only a test. Generous on purpose: a test that is booked is worse than
 * a gift that has to be sent again.
 */
function isTest(item: Fields): boolean {
  const test = item['test'];
  return test === true || test === 1 || test === 'true' || test === '1';
}

/** Signals a refused field from deep inside; never leaves this file. */
interface Refusal {
  readonly refused: Rejection;
}

type Claim = Pick<
  Normalised['frames'][number],
  'kind' | 'counter' | 'unit' | 'unitsEach' | 'giftKey'
>;

/** Pure: one gift or tip of a webhook request → its frame, or a coded reason naming the field. */
export function normaliseWebhook(item: unknown): Normalised {
  if (!isFields(item)) return rejected('malformed', 'Each gift must be a JSON object.');
  if (isTest(item)) return TEST;
  const who = readIdentity(item);
  if ('refused' in who) return refusedBy(who);
  const claim = item['kind'] === 'tip' ? readTip(item, who) : readGift(item, who);
  if ('refused' in claim) return refusedBy(claim);

  const final = item['final'] ?? true;
  if (typeof final !== 'boolean') {
    return rejected('final_invalid', `"final" must be true or false, not ${shown(final)}.`);
  }
  const occurredAtMs = readTime(item['occurredAt'] ?? null);
  if (occurredAtMs === undefined) {
    return rejected(
      'occurred_at_invalid',
      `"occurredAt" must be an ISO 8601 time with its zone, such as "2026-11-23T18:30:00Z", not ${shown(item['occurredAt'])}.`,
    );
  }
  return checked({
    ...claim,
    platform: who.platform,
    messageId: who.id,
    final,
    sender: {
      id: who.senderId,
      handle: labelOf(firstOf(item, ['sender.handle'])),
      name: labelOf(firstOf(item, ['sender.name'])),
    },
    gift: { id: who.giftId, name: labelOf(firstOf(item, ['gift.name'])) },
    receiverId: null,
    occurredAtMs,
    observed: null,
  });
}

function refusedBy({ refused }: Refusal): Normalised {
  return { frames: [], rejections: [refused] };
}

function refuse(code: string, message: string): Refusal {
  return { refused: { code, message } };
}

interface Identity {
  readonly platform: string;
  readonly id: string;
  readonly senderId: string | null;
  readonly giftId: string | null;
}

function readIdentity(item: Fields): Identity | Refusal {
  const id = idOf(item['id']);
  if (id === null) return refuse('id_missing', 'Each gift needs an "id", unique on its platform.');
  const platform = item['platform'];
  if (typeof platform !== 'string' || !PLATFORM_PATTERN.test(platform)) {
    return refuse(
      'platform_invalid',
      `"platform" must be a short lower-case name such as "myshop", not ${shown(platform)}.`,
    );
  }
  const kind = item['kind'];
  if (kind !== 'gift' && kind !== 'tip') {
    return refuse('kind_invalid', `"kind" must be "gift" or "tip", not ${shown(kind)}.`);
  }
  const senderId = idOf(firstOf(item, ['sender.id']));
  const giftId = idOf(firstOf(item, ['gift.id']));
  if (id === undefined || senderId === undefined || giftId === undefined) {
    return refuse('id_invalid', 'Ids must be text, or whole numbers below 2^53.');
  }
  return { platform, id, senderId, giftId };
}

function readGift(item: Fields, who: Identity): Claim | Refusal {
  const { count, unit, unitsEach = null } = item;
  if (!isWhole(count) || count < 1) {
    return refuse('count_invalid', `"count" must be a whole number from 1, not ${shown(count)}.`);
  }
  if (typeof unit !== 'string' || !isUnit(unit)) {
    return refuse(
      'unit_invalid',
      `"unit" must be a lower-case name such as "star", not ${shown(unit)}.`,
    );
  }
  if (isCurrency(unit)) {
    return refuse('unit_invalid', 'Money is sent as a tip: "kind":"tip" with "money".');
  }
  if (unitsEach !== null && !isWhole(unitsEach)) {
    return refuse(
      'units_each_invalid',
      `"unitsEach" must be a whole number from 0, not ${shown(unitsEach)}.`,
    );
  }
  const giftKey = readKey(item, who);
  if (typeof giftKey !== 'string') return giftKey;
  return { kind: 'gift', giftKey, counter: { type: 'total', atLeast: count }, unit, unitsEach };
}

function readKey(item: Fields, who: Identity): string | Refusal {
  const streak = idOf(item['streak']);
  if (streak === null) return messageKey(who.platform, who.id);
  if (streak === undefined) return refuse('streak_invalid', '"streak" must be text.');
  if (who.senderId === null || who.giftId === null) {
    return refuse(
      'streak_incomplete',
      'A gift with "streak" needs "sender.id" and "gift.id", or its frames cannot be told apart.',
    );
  }
  return streakKey(who.platform, who.senderId, who.giftId, streak);
}

function readTip(item: Fields, who: Identity): Claim | Refusal {
  const currency = firstOf(item, ['money.currency']);
  if (typeof currency !== 'string' || currencyExponent(currency) === undefined) {
    return refuse(
      'currency_invalid',
      `"money.currency" must be an ISO 4217 code such as "USD", not ${shown(currency)}.`,
    );
  }
  const amount = firstOf(item, ['money.amount']);
  const minor = typeof amount === 'string' ? parseMinor(amount, currency) : undefined;
  if (minor === undefined || minor === 0) {
    return refuse(
      'amount_invalid',
      `"money.amount" must be a decimal text such as "5.00" with no more decimals than ${currency} has, not ${shown(amount)}.`,
    );
  }
  return {
    kind: 'tip',
    giftKey: messageKey(who.platform, who.id),
    counter: { type: 'total', atLeast: 1 },
    unit: currency,
    unitsEach: minor,
  };
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Null: absent. Undefined: not an ISO time with a zone. */
function readTime(value: unknown): number | null | undefined {
  if (value === null) return null;
  const ms = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}
