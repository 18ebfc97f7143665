/**
 * Buy Me a Coffee's webhook: JSON `{type, live_mode, event_id, created, data}`. Coffees, wishes and the first
 * payment of a membership are tips; extras and commissions are sales; refunds are told, never guessed into the books.
 *
 * Shapes: "Webhooks" of studio.buymeacoffee.com (its event list and "Send test event"), where `live_mode` is false.
 */
import { type Fields, clockOf, firstOf, idOf, isFields, shown } from '../fields.ts';
import { definePreset, ignored, refused } from './preset.ts';
import type { Reading } from './preset.ts';

export default definePreset({
  name: 'buymeacoffee',
  formField: null,
  keeps: new Set([
    'type',
    'live_mode',
    'event_id',
    'created',
    'data.',
    'id',
    'amount',
    'currency',
    'created_at',
    'started_at',
    'current_period_start',
    'supporter_id',
    'supporter_name',
    'membership_level_name',
    'status',
    'test',
  ]),
  read(event) {
    if (!isFields(event) || !isFields(event['data'])) return [];
    const { type, data } = event;
    if (event['live_mode'] === false || event['test'] === true) return [{ type: 'test' }];
    const [family, happening] = typeof type === 'string' ? type.split('.') : [];
    if (family === undefined || happening === undefined) {
      return refused('type_unknown', `Buy Me a Coffee sent an unknown event: ${shown(type)}.`);
    }
    return happening === 'refunded' ? refund(data) : readHappening(family, happening, data);
  },
});

function readHappening(family: string, happening: string, data: Fields): readonly Reading[] {
  switch (`${family}.${happening}`) {
    case 'donation.created':
    case 'wishlist_payment.created':
      return tip(family, data, null);
    case 'membership.started':
    case 'recurring_donation.started':
      return tip(family, data, firstOf(data, ['membership_level_name']) ?? 'Membership');
    case 'membership.updated':
    case 'recurring_donation.updated':
      return refused(
        'payment_unclear',
        'Buy Me a Coffee says that a membership changed, but not whether it was paid again. If it was, record it as income.',
      );
    case 'extra_purchase.created':
    case 'commission_order.created':
      return refused(
        'sale_not_tip',
        'Buy Me a Coffee reported a sale, which is no tip. If it belongs in your books, record it as income.',
      );
    default:
      return ignored('not_money', `Coinfall books nothing for ${family}.${happening}.`);
  }
}

/** Ids count up in each family by itself; a membership pays again in each period. */
function tip(family: string, data: Fields, what: unknown): readonly Reading[] {
  const id = idOf(data['id']);
  const period = idOf(data['current_period_start']);
  const parts = [family, id, ...(typeof period === 'string' ? [period] : [])];
  const atMs = clockOf(firstOf(data, ['created_at', 'started_at']));
  return [
    {
      type: 'tip',
      tip: {
        id: typeof id === 'string' ? parts.join(':') : id,
        currency: data['currency'],
        amount: data['amount'],
        senderId: data['supporter_id'],
        senderName: data['supporter_name'],
        what,
        occurredAt: atMs === null ? null : new Date(atMs).toISOString(),
      },
    },
  ];
}

function refund(data: Fields): readonly Reading[] {
  return refused(
    'refund_not_booked',
    `Buy Me a Coffee gave ${shown(data['amount'])} ${shown(data['currency'])} back (payment ${shown(data['id'])}). The tip stays in your books; record the refund beside it.`,
  );
}
