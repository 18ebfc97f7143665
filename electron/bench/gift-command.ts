/** The gifts that ledgers of the bench are filled with: small, each on its own, from a few thousand people. */
import type { LedgerCommand } from '../ledger/commands.ts';
import { messageKey } from '../../shared/ledger/gift-key.ts';

const PEOPLE = 2_000;
const START_MS = Date.UTC(2026, 0, 1);

/** The gift with this number; five a second. */
export function giftCommand(index: number): LedgerCommand {
  const atMs = START_MS + index * 200;
  const person = `${7_000_000_000 + (index % PEOPLE)}`;
  return {
    type: 'gift',
    gift: {
      source: 'simulator://',
      observedAtMs: atMs,
      live: true,
      evidence: JSON.stringify({
        event: 'gift',
        data: { giftId: 5655, userId: person, repeatCount: 1 },
      }),
      frame: {
        platform: 'tiktok',
        giftKey: messageKey('tiktok', `m${index}`),
        messageId: `m${index}`,
        kind: 'gift',
        counter: { type: 'total', atLeast: 1 + (index % 7) },
        unit: 'coin',
        unitsEach: 1,
        final: true,
        sender: {
          id: person,
          handle: `viewer_${index % PEOPLE}`,
          name: `Viewer ${index % PEOPLE}`,
        },
        gift: { id: '5655', name: 'Rose' },
        receiverId: null,
        occurredAtMs: atMs,
        observed: null,
      },
    },
  };
}
