/** Proof that everything sent before on the same connection was taken in: a last gift that can be told from the rest. */
import type { RunningCompanion } from './companion.ts';
import type { GiftRow } from './csv.ts';
import type { FakeTikfinity } from './fake-tikfinity.ts';
import { until } from './poll.ts';
import { tikfinityGift } from './tikfinity-gift.ts';

/** Sender of marker gifts; their rows are left out of what `arrived` returns. */
export const MARKER = 'marker';
let markers = 0;

/** Waits until the companion has connected to the fake platform. */
export async function connected(platform: {
  readonly clients: ReadonlySet<unknown>;
}): Promise<void> {
  await until('the companion to connect', () => platform.clients.size > 0, { withinMs: 20_000 });
}

/** Cuts every connection and waits until the companion has come back by itself. */
export async function cutAndReconnected(platform: {
  readonly clients: ReadonlySet<unknown>;
  dropAll(): void;
}): Promise<void> {
  const before = new Set(platform.clients);
  platform.dropAll();
  await until(
    'the companion to come back',
    () => [...platform.clients].some((client) => !before.has(client)),
    { withinMs: 20_000 },
  );
}

/** Sends a marker and waits until it is in the ledger; returns all other gifts. */
export function arrived(
  companion: RunningCompanion,
  platform: Pick<FakeTikfinity, 'send'>,
): Promise<readonly GiftRow[]> {
  markers += 1;
  const key = `marker-${markers}`;
  platform.send(tikfinityGift(key, { userId: MARKER, uniqueId: MARKER, nickname: MARKER }));
  return inLedger(companion, `tiktok|msg|${key}`);
}

/** Waits until a marker's gift is in the ledger; returns all gifts but markers. */
export async function inLedger(
  companion: RunningCompanion,
  giftKey: string,
): Promise<readonly GiftRow[]> {
  const rows = await until(
    `gift ${giftKey} to be in the ledger`,
    async () => {
      const gifts = await companion.gifts();
      return gifts.some((row) => row.gift_key === giftKey) && gifts;
    },
    { withinMs: 20_000, everyMs: 100 },
  );
  return rows.filter((row) => row.sender_id !== MARKER);
}
