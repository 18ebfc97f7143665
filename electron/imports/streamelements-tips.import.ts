/**
 * StreamElements: the history of tips. Its API calls the fields _id, donation.user.username, donation.amount,
 * donation.currency, createdAt, provider, status (docs.streamelements.com, tips); the download of the dashboard is
 * documented nowhere.
 */
import { presetOf } from './preset.ts';

export default presetOf({
  id: 'streamelements-tips',
  platform: 'streamelements',
  kind: 'tips',
  names: {
    date: ['createdat', 'date', 'datetime', 'time'],
    amount: ['donationamount', 'tipamount', 'amount'],
    currency: ['donationcurrency', 'currency'],
    id: ['id', 'tipid', 'transactionid'],
    name: ['donationuserusername', 'tipper', 'username', 'user', 'name', 'displayname'],
    status: ['status'],
  },
  recognises: (names) =>
    names.has('donationamount') ||
    (names.has('amount') &&
      (names.has('tipper') || (names.has('provider') && names.has('createdat')))),
});
