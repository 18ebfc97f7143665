/**
 * TikTok: the history of withdrawals of LIVE rewards. TikTok documents no file; the names are those of its pages
 * (date, transaction ID, amount, fee, status). Money only: what it held in diamonds is not told.
 */
import { presetOf } from './preset.ts';

export default presetOf({
  id: 'tiktok-payouts',
  platform: 'tiktok',
  kind: 'payouts',
  names: {
    date: [
      'withdrawaldate',
      'withdrawaltime',
      'paymentdate',
      'payoutdate',
      'completedtime',
      'date',
      'time',
    ],
    amount: ['withdrawalamount', 'payoutamount', 'grossamount', 'amount'],
    currency: ['currency', 'currencycode'],
    id: ['withdrawalid', 'transactionid', 'orderid', 'paymentid', 'referenceid'],
    fee: ['fee', 'fees', 'transactionfee', 'servicefee', 'withdrawalfee'],
    tax: ['tax', 'taxwithheld', 'withholdingtax'],
    net: ['netamount', 'amountreceived', 'receivedamount', 'net'],
    note: ['method', 'withdrawalmethod', 'paymentmethod'],
    status: ['status', 'withdrawalstatus', 'paymentstatus'],
  },
  recognises: (names) =>
    ['withdrawaldate', 'withdrawaltime', 'withdrawalamount', 'withdrawalid'].some((name) =>
      names.has(name),
    ),
});
