/**
 * Whether a creator is live, and in which room: each stream has a new one. TikTok's small JSON is asked first, its
 * page second, and the sign server last.
 */
import { RouteConfig, type TikTokLiveConnection } from 'tiktok-live-connector';
import { firstOf, idOf, isFields } from './fields.ts';
import type { Ended } from './source.ts';

/** How often a creator who is not live is looked up. */
const POLL_MS = 30_000;
/** Somebody has to mend something first. */
const SLOW_POLL_MS = 60_000;
const OVER = 4;
const NO_NETWORK: ReadonlySet<unknown> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'ECONNREFUSED',
]);

export type Room =
  | { readonly state: 'live'; readonly roomId: string }
  | { readonly state: 'offline' | 'unknown' | 'restricted' | 'unreachable' | 'refused' };

/** Asks until somebody knows. Never throws. */
export async function findRoom(client: TikTokLiveConnection, handle: string): Promise<Room> {
  const { webClient, apiClient } = client;
  const ways: readonly (() => Promise<Room | null>)[] = [
    async () =>
      roomOfApi(
        await webClient.getJsonObjectFromTikTokApi('api-live/user/room/', {
          ...webClient.clientParams,
          uniqueId: handle,
          sourceType: '54',
        }),
      ),
    async () => roomOf(await RouteConfig.fetchRoomInfoFromHtml({ webClient, uniqueId: handle })),
    async () =>
      roomOfSignServer(
        await RouteConfig.fetchRoomIdFromProvider({ webClient, apiClient, uniqueId: handle }),
      ),
  ];
  for (const ask of ways) {
    try {
      const room = await ask();
      if (room !== null) return room;
    } catch (error) {
      if (isNoNetwork(error)) return { state: 'unreachable' };
    }
  }
  return { state: 'refused' };
}

/** Why there is nothing to connect to, and when to look again. */
export function wordsForRoom(state: Exclude<Room['state'], 'live'>, handle: string): Ended {
  switch (state) {
    case 'offline':
      return { reason: `Waiting until @${handle} is live.`, retryInMs: POLL_MS };
    case 'unknown':
      return {
        reason: `TikTok knows nobody called @${handle}. Is it spelled right?`,
        retryInMs: SLOW_POLL_MS,
        next: 'Compare the handle with the one on your TikTok profile.',
      };
    case 'restricted':
      return {
        reason: `TikTok shows the live of @${handle} to adults with an account only. TikFinity can bring its gifts.`,
        retryInMs: SLOW_POLL_MS,
        next: 'Add TikFinity as a source instead.',
      };
    case 'unreachable':
      return { reason: 'TikTok cannot be reached: is this computer online?', unreached: true };
    case 'refused':
      return {
        reason: `TikTok does not say whether @${handle} is live. It may want a pause.`,
        retryInMs: SLOW_POLL_MS,
        next: 'Nothing is wrong on your side. Coinfall asks again in a minute.',
      };
  }
}

function roomOfApi(json: unknown): Room | null {
  if (!isFields(json)) return null;
  const message = String(firstOf(json, ['message', 'status_msg', 'data.message']));
  if (/user_not_found/i.test(message)) return { state: 'unknown' };
  if (
    /age.?restrict/i.test(message) ||
    firstOf(json, ['statusCode', 'status_code']) === 4_003_110
  ) {
    return { state: 'restricted' };
  }
  return roomOf(json['data']);
}

/** Null when the answer does not say. */
function roomOf(answer: unknown): Room | null {
  if (!isFields(answer)) return null;
  const status = firstOf(answer, ['liveRoom.status', 'user.status']);
  const roomId = idOf(firstOf(answer, ['user.roomId']));
  if (status === OVER || (isFields(answer['user']) && isNoRoom(roomId)))
    return { state: 'offline' };
  return typeof roomId === 'string' && status !== null ? { state: 'live', roomId } : null;
}

function roomOfSignServer(answer: unknown): Room | null {
  if (!isFields(answer)) return null;
  const roomId = idOf(answer['room_id']);
  if (answer['is_live'] === false) return { state: 'offline' };
  return answer['is_live'] === true && typeof roomId === 'string' && !isNoRoom(roomId)
    ? { state: 'live', roomId }
    : null;
}

function isNoRoom(roomId: string | null | undefined): boolean {
  return roomId === null || roomId === '0';
}

function isNoNetwork(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NO_NETWORK.has(error.code);
}
