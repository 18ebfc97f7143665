/** The recorded fixtures beside the checkout. They are read where they lie; who lacks them is told so. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/fixtures');

/** Null when the recordings are there; otherwise the words that a skipped test puts into its name. */
export const FIXTURES_ABSENT: string | null = existsSync(FOLDER)
  ? null
  : '(NOT RUN: the recordings ../shared/fixtures are absent)';

/** The lines of a recorded NDJSON file, parsed; empty when the recordings are absent. */
export function fixtureLines(file: string): readonly unknown[] {
  if (FIXTURES_ABSENT !== null) return [];
  return readFileSync(path.join(FOLDER, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

/** A recorded JSON file; null when the recordings are absent. */
export function fixtureJson(file: string): unknown {
  return FIXTURES_ABSENT === null
    ? (JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as unknown)
    : null;
}

/** A message of TikTok as the recording sums it up; 64-bit numbers are text. */
export interface RecordedGift {
  readonly capture: string;
  readonly host: string;
  /** The message itself, protobuf by the v3 schema. */
  readonly payloadB64: string;
  readonly decoded: {
    readonly msgId: string;
    readonly roomId: string;
    readonly createTime: string;
    readonly userId: string;
    readonly displayId: string;
    readonly giftId: string;
    readonly giftName: string;
    readonly giftType: number;
    readonly diamondCount: number;
    readonly repeatCount: number;
    readonly repeatEnd: number;
    readonly groupId: string;
  };
}

/** The recorded TikTok gift messages, in the order in which they came. */
export function recordedGifts(): readonly RecordedGift[] {
  return fixtureLines('tiktok-gift-messages.ndjson') as readonly RecordedGift[];
}

/** The recorded lines of Twitch chat, in file order. */
export function recordedTwitchLines(): readonly string[] {
  return (fixtureLines('twitch-irc-lines.ndjson') as readonly { readonly line: string }[]).map(
    ({ line }) => line,
  );
}

/** The same lines as if one channel had sent them all: equal `room-id`, the source of mirrored ones kept. */
export function twitchLinesOfOneRoom(roomId = '900000014'): readonly string[] {
  return recordedTwitchLines().map((line) =>
    line.replace(/([@;])room-id=\d+/, `$1room-id=${roomId}`),
  );
}
