/**
 * Lines for a terminal that send something to the webhook. Pure. The services' events are written after their own
 * documentation, each marked as the test that it is.
 */

/** Names in `?preset=`, in the order in which they are offered. */
export const PRESETS = ['kofi', 'buymeacoffee', 'streamlabs', 'streamelements'] as const;
export type PresetName = (typeof PRESETS)[number];

const GIFT = {
  id: 'order-1',
  platform: 'myshop',
  kind: 'gift',
  sender: { id: 'viewer-1', name: 'A viewer' },
  gift: { id: 'star', name: 'Star' },
  count: 1,
  unit: 'star',
  unitsEach: 1,
} as const;

const EVENTS = {
  kofi: {
    type: 'Donation',
    kofi_transaction_id: '00000000-1111-2222-3333-444444444444',
    from_name: 'Jo Example',
    amount: '3.00',
    currency: 'USD',
  },
  buymeacoffee: {
    type: 'donation.created',
    live_mode: false,
    data: { id: 58, supporter_name: 'John', amount: 5, currency: 'USD' },
  },
  streamlabs: {
    type: 'donation',
    message: [{ id: 96164121, name: 'test', amount: '13.37', currency: 'USD', isTest: true }],
  },
  streamelements: {
    type: 'tip',
    isMock: true,
    data: { tipId: '67b5f39d07ecd4c5', username: 'Styler', amount: 4.2, currency: 'USD' },
  },
} as const satisfies Record<PresetName, object>;

/** Sends one gift: a test shows on the overlay and is not booked. */
export function webhookCurl(url: string, token: string, test: boolean): string {
  return jsonCurl(url, token, test ? { ...GIFT, id: 'test-1', test } : GIFT);
}

/** Sends a test event of a payment service, as a relay would. */
export function presetCurl(url: string, token: string, preset: PresetName): string {
  const address = `${url}?preset=${preset}`;
  const event = EVENTS[preset];
  // Ko-fi is the one that posts a form.
  return preset === 'kofi'
    ? `${start(address, token)} --data-urlencode ${quoted(`data=${JSON.stringify(event)}`)}`
    : jsonCurl(address, token, event);
}

function jsonCurl(url: string, token: string, body: object): string {
  return `${start(url, token)} -H "Content-Type: application/json" -d ${quoted(JSON.stringify(body))}`;
}

function start(url: string, token: string): string {
  return `curl -X POST "${url}" -H "Authorization: Bearer ${token}"`;
}

/** Double quotes only, so that it can be pasted into a Windows terminal as well. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
