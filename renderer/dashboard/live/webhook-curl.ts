/** A line for a terminal that sends a test gift: it shows on the overlay and is not booked. Pure. */

const TEST_GIFT = {
  id: 'test-1',
  platform: 'myshop',
  kind: 'gift',
  sender: { id: 'viewer-1', name: 'A viewer' },
  gift: { id: 'star', name: 'Star' },
  count: 1,
  unit: 'star',
  unitsEach: 1,
  test: true,
} as const;

/** Double quotes only, so that it can be pasted into a Windows terminal as well. */
export function webhookCurl(url: string, token: string): string {
  const body = JSON.stringify(TEST_GIFT).replaceAll('"', '\\"');
  return `curl -X POST "${url}" -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d "${body}"`;
}
