/**
 * The sign server: a third party that makes the address under which TikTok lets a stranger listen. Each connection
 * gets a client of its own, since the connector keeps one for the whole process, with the first key it saw.
 */
import EulerStreamApiClient from 'tiktok-live-api-sdk';
import { ProtoMessageFetchResult } from 'tiktok-live-proto/v3';
import { isFields, parseJson } from './fields.ts';
import type { Ended } from './source.ts';

const DEFAULT_SERVER = 'https://api.eulerstream.com';
const ANSWER_WITHIN_MS = 15_000;
const MOST_ANSWER_BYTES = 4 * 1_048_576;
/** When a server says "later" without saying when. */
const LATER_MS = 60_000;
const LONGEST_WAIT_MS = 86_400_000;

export interface SignAnswer {
  readonly status: number;
  /** How long it asks to wait; null when it does not say. */
  readonly waitMs: number | null;
  /** Its words, when it did not agree. */
  readonly message: string;
}

export interface SignServer {
  readonly client: EulerStreamApiClient;
  readonly base: string;
  readonly host: string;
  readonly hasKey: boolean;
  /** The last answer; null when there was none. */
  answer(): SignAnswer | null;
}

/** @param base `https://…`, or null for the usual one. @param key a secret; goes into a header and nowhere else. */
export function signServer(
  base: string | null,
  key: string | null,
  signal: AbortSignal,
): SignServer {
  let answer: SignAnswer | null = null;
  const basePath = (base ?? DEFAULT_SERVER).replace(/\/+$/, '');
  const client = new EulerStreamApiClient({
    basePath,
    ...(key === null ? {} : { apiKey: key }),
    baseOptions: {
      signal,
      timeout: ANSWER_WITHIN_MS,
      maxContentLength: MOST_ANSWER_BYTES,
      // A redirect would take the key along.
      maxRedirects: 0,
      validateStatus: () => true,
      // The connector 2.4.0 stumbles over a 429 and loses its headers; here they are still at hand.
      transformResponse: (data: unknown, headers: AnswerHeaders, status: number) => {
        const json = typeof data === 'string' ? parseJson(data) : data;
        answer = { status, waitMs: waitOf(headers, Date.now()), message: messageOf(json) };
        return json;
      },
    },
  });
  return {
    client,
    base: basePath,
    host: new URL(basePath).host,
    hasKey: key !== null,
    answer: () => answer,
  };
}

/** Stands for a sign server that sends the connection to a push server on this computer. Asks nobody. */
export function localSignServer(pushServer: string, roomId: string): SignServer {
  const data = ProtoMessageFetchResult.encode({
    ...ProtoMessageFetchResult.decode(new Uint8Array()),
    cursor: 'local',
    internalExt: 'local',
    pushServer,
  }).finish();
  const headers = { 'x-set-tt-cookie': 'ttwid=local', 'x-room-id': roomId };
  const client = new EulerStreamApiClient({
    basePath: 'http://127.0.0.1',
    baseOptions: {
      adapter: (config: unknown) =>
        Promise.resolve({
          data: Buffer.from(data),
          status: 200,
          statusText: 'OK',
          headers,
          config,
        }),
    },
  });
  return {
    client,
    base: pushServer,
    host: 'this computer',
    hasKey: false,
    answer: () => ({ status: 200, waitMs: null, message: '' }),
  };
}

/** The words for a sign server that did not agree; null when it did. */
export function signRefusal(server: SignServer, nowMs: number): Ended | null {
  const { host, hasKey } = server;
  const last = server.answer();
  if (last === null) return { reason: `The sign server ${host} cannot be reached.` };
  const { status, waitMs, message } = last;
  const retryInMs = Math.min(Math.max(waitMs ?? LATER_MS, 1_000), LONGEST_WAIT_MS);
  if (/age.?restrict/i.test(message)) {
    return { reason: 'TikTok shows this live to adults with an account only.', retryInMs };
  }
  switch (status) {
    case 200:
      return null;
    case 401:
    case 403:
      return {
        reason: hasKey
          ? 'The sign server does not accept your key.'
          : 'The sign server refuses to help without a key.',
        retryInMs,
        next: hasKey
          ? 'Copy the key again from the page of the sign server.'
          : 'Get a key at the sign server and enter it with this source.',
      };
    case 402:
      return { reason: 'The sign server wants a paid plan for this.', retryInMs };
    case 404:
      return { reason: 'The sign server does not find this live.', retryInMs };
    case 429:
      return {
        reason: `The sign server asks to wait until ${timeOfDay(nowMs + retryInMs)}.`,
        retryInMs,
      };
    default:
      return { reason: `The sign server ${host} answered with an error (${status}).` };
  }
}

function timeOfDay(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(ms);
}

type AnswerHeaders = Readonly<Record<string, unknown>>;

function waitOf(headers: AnswerHeaders, nowMs: number): number | null {
  const after = headers['retry-after'];
  if (typeof after === 'string' && /^\d{1,9}$/.test(after)) return Number(after) * 1_000;
  const date = typeof after === 'string' ? Date.parse(after) : Number.NaN;
  if (!Number.isNaN(date)) return Math.max(0, date - nowMs);
  const reset = headers['x-ratelimit-reset'];
  return typeof reset === 'string' && /^\d{10}$/.test(reset)
    ? Math.max(0, Number(reset) * 1_000 - nowMs)
    : null;
}

function messageOf(json: unknown): string {
  const parsed =
    Buffer.isBuffer(json) && json[0] === 0x7b ? parseJson(json.toString('utf8')) : json;
  const message = isFields(parsed) ? parsed['message'] : null;
  return typeof message === 'string' ? message.slice(0, 500) : '';
}
