/** What a `tiktok://` address may say. Beside it: `tiktok.source.ts`, and `tiktok.connect.ts`, which follows it. */
import { isLoopback } from './address.ts';
import { silenceRefusal } from './source.ts';

/** Name of the user's key for the sign server, among the secrets. */
export const SIGN_KEY_SECRET = 'tiktok-sign-key';
const KNOWN_PARAMETERS: ReadonlySet<string> = new Set(['push', 'room', 'sign', 'silence']);

/** Why it cannot work, in words; null when it can. */
export function addressRefusal(url: URL): string | null {
  if (!/^[\w.]{1,32}$/.test(url.hostname) || !/^\/?$/.test(url.pathname)) {
    return 'Name the creator as on TikTok, for example tiktok://@handle';
  }
  if (url.password !== '' || [...url.searchParams.keys()].some((name) => !isKnown(name))) {
    return 'A tiktok:// address knows push, room, sign and silence. A key does not belong in it.';
  }
  return pushRefusal(url) ?? signRefusal(url) ?? silenceRefusal(url);
}

function isKnown(name: string): boolean {
  return KNOWN_PARAMETERS.has(name);
}

/** Only this computer: whoever serves the frames decides what is booked. */
function pushRefusal(url: URL): string | null {
  const push = url.searchParams.get('push');
  const room = url.searchParams.get('room');
  if (push === null) return room === null ? null : 'A room is only named together with push.';
  const server = URL.parse(push);
  const fits = server?.protocol === 'ws:' && isLoopback(server.hostname) && server.search === '';
  return fits && /^\d{1,20}$/.test(room ?? '')
    ? null
    : 'A push server is one on this computer, with its room: push=ws://127.0.0.1:8080&room=7';
}

function signRefusal(url: URL): string | null {
  const sign = url.searchParams.get('sign');
  if (sign === null) return null;
  const server = URL.parse(sign);
  const safe =
    server?.protocol === 'https:' || (server?.protocol === 'http:' && isLoopback(server.hostname));
  return safe && server.search === '' && server.username === '' && server.password === ''
    ? null
    : 'A sign server is an https:// address without a key, for example sign=https://sign.example';
}
