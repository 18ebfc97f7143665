/**
 * The lines of a recording: what sources sent, word for word, one JSON object per line. `electron/recordings`
 * writes and scrubs them, `replay.source.ts` plays them.
 *
 *     {"coinfall":"recording","version":1,"startedAtMs":1780000000000}
 *     {"t":1780000000001,"source":"twitch://channel","scheme":"twitch","event":"connected"}
 *     {"t":1780000000002,"source":"twitch://channel","scheme":"twitch","raw":"@bits=1;id=… PRIVMSG #channel :…"}
 *     {"t":1780000000003,"source":"twitch://channel","scheme":"twitch","event":"ended","reason":"…"}
 *
 * `t` is Unix ms. `raw` is what the source's `normalise` takes: text, or JSON for drivers that parse.
 */
import { type Fields, isFields } from './fields.ts';

/** Raised when a reader of today could misread a recording of tomorrow. */
export const RECORDING_VERSION = 1;

interface FromSource {
  /** When it was received, Unix ms; null in a bare list of frames. */
  readonly t: number | null;
  /** The source's URL without secrets. */
  readonly source: string;
  readonly scheme: string;
}

export type RecordedLine =
  | { readonly type: 'header'; readonly version: unknown }
  | (FromSource & { readonly type: 'frame'; readonly raw: unknown })
  | (FromSource & { readonly type: 'connected' })
  | (FromSource & { readonly type: 'ended'; readonly reason: string })
  | { readonly type: 'broken' };

/** First line of every file. */
export function headerLine(startedAtMs: number): string {
  return line({ coinfall: 'recording', version: RECORDING_VERSION, startedAtMs });
}

/** A line of a recording. Throws for a frame that has no JSON. */
export function recordedLine(
  recorded: Exclude<RecordedLine, { type: 'header' | 'broken' }>,
): string {
  const { type, t, source, scheme } = recorded;
  const from = { t, source, scheme };
  switch (type) {
    case 'frame':
      return line({ ...from, raw: recorded.raw });
    case 'connected':
      return line({ ...from, event: type });
    case 'ended':
      return line({ ...from, event: type, reason: recorded.reason });
  }
}

function line(fields: Fields): string {
  return `${JSON.stringify(fields)}\n`;
}

/**
 * Reads one line. Beside our own it takes bare lists of Twitch's lines (`{"line":"@…"}`), as other programs keep
 * them. Never throws.
 */
export function readRecordedLine(text: string): RecordedLine {
  const fields = parsed(text);
  if (!isFields(fields)) return { type: 'broken' };
  if (fields['coinfall'] === 'recording') return { type: 'header', version: fields['version'] };
  const { t, source, scheme, event } = fields;
  if (typeof fields['line'] === 'string' && scheme === undefined) {
    return { type: 'frame', t: null, source: 'twitch://', scheme: 'twitch', raw: fields['line'] };
  }
  if (!isTime(t) || typeof source !== 'string' || typeof scheme !== 'string') {
    return { type: 'broken' };
  }
  const from = { t, source, scheme };
  if (event === 'connected') return { type: event, ...from };
  if (event === 'ended') {
    const reason = typeof fields['reason'] === 'string' ? fields['reason'] : '';
    return { type: event, ...from, reason };
  }
  return Object.hasOwn(fields, 'raw')
    ? { type: 'frame', ...from, raw: fields['raw'] }
    : { type: 'broken' };
}

/** Without the care for long integers: a frame that was text still is, and its own reader takes that care. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
