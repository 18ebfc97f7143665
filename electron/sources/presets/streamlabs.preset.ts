/**
 * Streamlabs' events, as its Socket API sends them: `{type, for, message: [...]}`. Only its own donations are tips:
 * what it repeats of Twitch, YouTube and others is those platforms' to book, or it would be booked twice.
 *
 * Shapes: dev.streamlabs.com/docs/socket-api.
 */
import { type Fields, firstOf, flagOf, isFields, shown } from '../fields.ts';
import { definePreset, ignored, isoTime } from './preset.ts';
import type { Reading } from './preset.ts';

export default definePreset({
  name: 'streamlabs',
  formField: null,
  keeps: new Set([
    'type',
    'for',
    'event_id',
    'message.',
    'id',
    '_id',
    'name',
    'from',
    'amount',
    'currency',
    'created_at',
    'isTest',
    'test',
  ]),
  read(event) {
    if (!isFields(event) || typeof event['type'] !== 'string') return [];
    const { type, message } = event;
    if (type !== 'donation' || !isOwn(event['for'])) {
      return ignored(
        'not_a_tip',
        `Coinfall books the tips of Streamlabs; ${shown(type)} belongs to its own platform, and is booked from there.`,
      );
    }
    const parts: readonly unknown[] = Array.isArray(message) ? message : [message];
    return parts.flatMap((part) => (isFields(part) ? [tip(event, part)] : []));
  },
});

/** Documented as '' or "streamlabs"; anything else names the platform that is repeated. */
function isOwn(account: unknown): boolean {
  return account === undefined || account === null || account === '' || account === 'streamlabs';
}

function tip(event: Fields, part: Fields): Reading {
  const isTest = [part['isTest'], part['test'], event['test']].some(
    (flag) => flagOf(flag) === true,
  );
  if (isTest) return { type: 'test' };
  return {
    type: 'tip',
    tip: {
      // The donation's own id; `_id` is the alert's, which a replay may make anew.
      id: firstOf(part, ['id', '_id']),
      currency: part['currency'],
      amount: part['amount'],
      senderName: firstOf(part, ['name', 'from']),
      occurredAt: isoTime(part['created_at']),
    },
  };
}
