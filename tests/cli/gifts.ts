/** Builders of webhook gifts for the tests of the command line. */

export interface WebhookGift {
  readonly id: string;
  readonly platform: string;
  readonly kind: string;
  readonly count: number;
  readonly unit: string;
  readonly unitsEach: number;
  readonly sender: { readonly id: string; readonly name: string; readonly handle?: string };
  readonly gift: { readonly id: string; readonly name: string };
  readonly occurredAt: string;
}

/** One star from Ann, and whatever differs. */
export function star(id: string, change: Partial<WebhookGift> = {}): WebhookGift {
  return {
    id,
    platform: 'myshop',
    kind: 'gift',
    count: 1,
    unit: 'star',
    unitsEach: 1,
    sender: { id: 'u1', name: 'Ann' },
    gift: { id: 'g1', name: 'Star' },
    occurredAt: '2026-03-01T12:00:00.000Z',
    ...change,
  };
}
