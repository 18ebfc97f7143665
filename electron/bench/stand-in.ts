/** A companion in a folder of its own, and a TikFinity that is ours: what is sent here goes the whole way. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { startCompanion } from '../companion.ts';
import type { PageContext } from './browser.ts';

export interface StandIn {
  readonly overlayUrl: string;
  /** Sends a frame of a gift, by default a Rose of a combo. */
  readonly send: (parts: object) => void;
}

/** Runs `measure` beside both, and stops them. */
export async function beside<Result>(
  dataDir: string,
  context: PageContext,
  measure: (standIn: StandIn) => Promise<Result>,
): Promise<Result> {
  const platform = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(platform, 'listening');
  const { port } = platform.address() as AddressInfo;
  const connected = once(platform, 'connection');
  const started = await startCompanion({
    ...context,
    dataDir,
    mode: 'live',
    port: 0,
    sources: [`tikfinity://127.0.0.1:${port}`],
  });
  if (!started.ok) throw new Error(started.message);
  try {
    await connected;
    return await measure({
      overlayUrl: started.companion.ready.overlayUrl,
      send: (parts) => {
        for (const socket of platform.clients) socket.send(JSON.stringify(giftFrame(parts)));
      },
    });
  } finally {
    await started.companion.stop();
    platform.close();
  }
}

function giftFrame(parts: object): object {
  return {
    event: 'gift',
    data: {
      giftId: 5655,
      giftName: 'Rose',
      giftType: 1,
      diamondCount: 1,
      repeatCount: 1,
      repeatEnd: false,
      groupId: '0',
      userId: '7000000000000000001',
      uniqueId: 'bench',
      nickname: 'Bench',
      createTime: String(Date.now()),
      ...parts,
    },
  };
}
