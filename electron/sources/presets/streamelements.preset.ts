/**
 * StreamElements' events: a message of its Astro gateway on `channel.tips` or `channel.activities`, or the bare
 * activity. Only tips are read: a cheer or a sub that it repeats is Twitch's to book, or it would be booked twice.
 *
 * Shapes: docs.streamelements.com/websockets and its topics `channel.tips` and `channel.activities`.
 */
import { type Fields, firstOf, flagOf, isFields, shown } from '../fields.ts';
import { definePreset, ignored, isoTime, refused } from './preset.ts';
import type { Reading } from './preset.ts';

export default definePreset({
  name: 'streamelements',
  formField: null,
  keeps: new Set([
    'id',
    'ts',
    'type',
    'topic',
    'data.',
    'donation.',
    'user.',
    'username',
    'displayName',
    'amount',
    'currency',
    '_id',
    'tipId',
    'activityId',
    'provider',
    'approved',
    'status',
    'createdAt',
    'isMock',
    'isTest',
    'test',
  ]),
  read(event) {
    if (!isFields(event)) return [];
    const wrapped = event['type'] === 'message' && typeof event['topic'] === 'string';
    const body = wrapped ? event['data'] : event;
    if (!isFields(body)) return [];
    if (['isMock', 'isTest', 'test'].some((name) => flagOf(body[name]) === true)) {
      return [{ type: 'test' }];
    }
    if (isFields(body['donation'])) return donation(body, body['donation']);
    if (body['type'] === 'tip' && isFields(body['data'])) return activity(body, body['data']);
    if (typeof body['type'] !== 'string') return [];
    return ignored(
      'not_a_tip',
      `Coinfall books the tips of StreamElements; ${shown(body['type'])} belongs to its own platform, and is booked from there.`,
    );
  },
});

/** `channel.tips`: a tip with its payment. Moderation decides what is shown; the money has come either way. */
function donation(body: Fields, paid: Fields): readonly Reading[] {
  const { status } = body;
  if (typeof status === 'string' && /refund|chargeback|dispute|revers/i.test(status)) {
    return refused(
      'refund_not_booked',
      `StreamElements says that the tip ${shown(body['_id'])} was taken back (${shown(status)}). The tip stays in your books; record the refund beside it.`,
    );
  }
  if (status !== undefined && status !== 'success') {
    return ignored('not_paid', `This tip is not paid yet (${shown(status)}).`);
  }
  return tip(body['_id'], paid, firstOf(paid, ['user.username']), body['createdAt']);
}

/** `channel.activities`: the same tip as it stands in the activity feed, with the payment's id in `tipId`. */
function activity(body: Fields, paid: Fields): readonly Reading[] {
  const id = firstOf(paid, ['tipId']) ?? firstOf(body, ['activityId', '_id']);
  return tip(id, paid, firstOf(paid, ['displayName', 'username']), body['createdAt']);
}

function tip(id: unknown, paid: Fields, senderName: unknown, at: unknown): readonly Reading[] {
  const { currency, amount } = paid;
  return [{ type: 'tip', tip: { id, currency, amount, senderName, occurredAt: isoTime(at) } }];
}
