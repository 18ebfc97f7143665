/**
 * A push frame of TikTok's socket → its messages, with a limit on everything. tiktok-live-connector would inflate
 * whatever comes: 5 MB on the wire can unfold to 5 GB.
 */
import { gunzipSync } from 'node:zlib';
import { WebcastDeserializeConfig, deserializeMessage } from 'tiktok-live-connector';
import { type ProtoMessageFetchResult, WebcastPushFrame } from 'tiktok-live-proto/v3';
import { CONTROL_MESSAGE, GIFT_MESSAGE, withoutEmpty, type TiktokRaw } from './tiktok.normalise.ts';

/** What one frame may unfold to. A busy second of a large stream is a few hundred kB. */
const MOST_BODY_BYTES = 4 * 1_048_576;
const MOST_MESSAGES = 5_000;
const EXCERPT = 200;

// Everything else is counted by its name alone; and no error text shall carry the whole message.
WebcastDeserializeConfig.includeMessageTypes = [GIFT_MESSAGE, CONTROL_MESSAGE];
Object.assign(WebcastDeserializeConfig, { showBase64OnDecodeError: false });

/** What TikTok wants to hear back. */
export interface Acknowledgement {
  readonly logId: string;
  readonly text: string;
}

export type OpenedFrame =
  | {
      readonly type: 'messages';
      readonly raws: readonly TiktokRaw[];
      readonly ack: Acknowledgement | null;
    }
  /** A heartbeat's echo and the like: well-formed, and no message. */
  | { readonly type: 'other' }
  | { readonly type: 'fault'; readonly fault: 'frame' | 'inflated' };

/** Never throws. */
export function openFrame(bytes: Buffer): OpenedFrame {
  try {
    const frame = WebcastPushFrame.decode(bytes);
    if (frame.payloadType === '') return { type: 'fault', fault: 'frame' };
    if (frame.payloadType !== 'msg' || frame.payloadEncoding !== 'pb') return { type: 'other' };
    const body = unpacked(frame.payload);
    if (body === null || !hasFewMessages(body)) return { type: 'fault', fault: 'inflated' };
    const result = deserializeMessage('ProtoMessageFetchResult', body);
    const wanted = result.needAck && result.internalExt !== '' && frame.logId !== '0';
    return {
      type: 'messages',
      raws: rawsOf(result),
      ack: wanted ? { logId: frame.logId, text: result.internalExt } : null,
    };
  } catch {
    return { type: 'fault', fault: 'frame' };
  }
}

/** Null when it is more than a frame may hold. Throws for a broken archive. */
function unpacked(payload: Uint8Array): Buffer | null {
  const packed = payload[0] === 0x1f && payload[1] === 0x8b && payload[2] === 0x08;
  if (!packed) return payload.length > MOST_BODY_BYTES ? null : Buffer.from(payload);
  try {
    return gunzipSync(payload, { maxOutputLength: MOST_BODY_BYTES });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      return null;
    }
    throw error;
  }
}

/** Two bytes make a message: without a count, 4 MiB would become two million objects. */
function hasFewMessages(body: Buffer): boolean {
  let count = 0;
  for (let at = 0; at < body.length;) {
    const tag = varintAt(body, at);
    const length = varintAt(body, tag.end);
    at = length.end;
    // Fields are messages, texts and numbers; anything else is left to the decoder.
    if ((tag.value & 7) === 2) at += length.value;
    else if ((tag.value & 7) !== 0) return true;
    if (tag.value >>> 3 === 1 && (count += 1) > MOST_MESSAGES) return false;
  }
  return true;
}

function varintAt(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = start;
  for (let factor = 1; end < bytes.length; factor *= 128) {
    const byte = bytes[end] ?? 0;
    end += 1;
    value += (byte & 127) * factor;
    if (byte < 128) break;
  }
  return { value, end };
}

/** Each message with its name; the content only of those that matter here. */
export function rawsOf(result: ProtoMessageFetchResult): readonly TiktokRaw[] {
  return result.messages.map((message): TiktokRaw => {
    const { method, decodedData } = message as typeof message & {
      readonly decodedData?: { readonly data: unknown };
    };
    if (decodedData !== undefined) return { method, data: withoutEmpty(decodedData.data) };
    return method === GIFT_MESSAGE
      ? { fault: 'gift', excerpt: excerptOf(message.payload) }
      : { method };
  });
}

/** The first bytes, for who wants to look into it. */
export function excerptOf(bytes: Buffer): string {
  return bytes.toString('base64', 0, EXCERPT);
}
