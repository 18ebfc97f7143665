/**
 * Streamlabs: the history of tips. Its API calls the fields donation_id, created_at, currency, amount, name, message
 * (dev.streamlabs.com, GET /donations); the download of the dashboard is documented nowhere and has had several names.
 */
import { presetOf } from './preset.ts';

export default presetOf({
  id: 'streamlabs-tips',
  platform: 'streamlabs',
  kind: 'tips',
  names: {
    date: ['createdat', 'date', 'datetime', 'time', 'timestamp'],
    amount: ['amount', 'donationamount', 'tipamount'],
    currency: ['currency', 'currencycode'],
    id: ['donationid', 'tipid', 'transactionid', 'id'],
    name: ['name', 'donator', 'donatorname', 'from', 'username', 'donor'],
    status: ['status'],
  },
  recognises: (names) =>
    names.has('amount') &&
    (names.has('donationid') || names.has('donator') || names.has('donatorname')) &&
    (names.has('createdat') || names.has('date')),
});
