/**
 * Ko-fi's webhook: a form whose field `data` is JSON. Donations and membership payments are tips; orders and
 * commissions are sales, which the creator records as income.
 *
 * Shapes: ko-fi.com/manage/webhooks ("Ko-fi Webhooks documentation"; help.ko-fi.com, article 360004162298). Its
 * "Send test" buttons use one made-up transaction, which is how a test is told from a payment.
 */
import { type Fields, firstOf, isFields, shown } from '../fields.ts';
import { definePreset, isoTime, refused } from './preset.ts';
import type { Reading } from './preset.ts';

/** Of the examples in the documentation and of the test buttons. */
const TEST_TRANSACTION = '00000000-1111-2222-3333-444444444444';

export default definePreset({
  name: 'kofi',
  formField: 'data',
  keeps: new Set([
    'message_id',
    'kofi_transaction_id',
    'timestamp',
    'type',
    'from_name',
    'amount',
    'currency',
    'is_subscription_payment',
    'is_first_subscription_payment',
    'tier_name',
    'test',
  ]),
  read(event) {
    if (!isFields(event)) return [];
    const { type } = event;
    if (event['kofi_transaction_id'] === TEST_TRANSACTION || event['test'] === true) {
      return [{ type: 'test' }];
    }
    switch (type) {
      case 'Donation':
        return tip(event, null);
      case 'Subscription':
        return tip(event, firstOf(event, ['tier_name']) ?? 'Membership');
      case 'Shop Order':
      case 'Commission':
        return refused(
          'sale_not_tip',
          `Ko-fi reported a sale (${type}), which is no tip. If it belongs in your books, record it as income.`,
        );
      default:
        return refused(
          'type_unknown',
          `Ko-fi sent an event of a type unknown here: ${shown(type)}.`,
        );
    }
  },
});

function tip(event: Fields, what: unknown): readonly Reading[] {
  return [
    {
      type: 'tip',
      tip: {
        // A payment keeps its transaction when it is sent again by hand; the message does not.
        id: firstOf(event, ['kofi_transaction_id', 'message_id']),
        currency: event['currency'],
        amount: event['amount'],
        senderName: event['from_name'],
        what,
        occurredAt: isoTime(event['timestamp']),
      },
    },
  ];
}
