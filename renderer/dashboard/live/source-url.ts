/** Turns what a person enters into a source's URL, or says what is wrong with it. Pure. */

export type SourceEntryKind = 'tiktok' | 'tikfinity' | 'twitch' | 'url';
export type SourceEntryError = 'empty' | 'handle' | 'channel' | 'host' | 'scheme' | 'sign';

export type SourceEntry =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly error: SourceEntryError };

export const TIKFINITY_ADDRESS = '127.0.0.1:21213';

const KNOWN_SCHEMES = [
  ...['tiktok', 'tikfinity', 'twitch', 'streamlabs', 'streamelements'],
  ...['webhook', 'simulator', 'replay'],
];
const HANDLE = /^[\w.]{1,32}$/;
const CHANNEL = /^[a-z0-9_]{3,25}$/;
const HOST_AND_PORT = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i;

/** The URL of a source; channel names may be pasted as a page's address or with an @. */
export function sourceUrl(kind: SourceEntryKind, entered: string): SourceEntry {
  const text = entered.trim();
  if (text === '') return { ok: false, error: 'empty' };
  // A whole address with settings of its own is meant as it stands.
  if (schemeOf(text) === kind && text.includes('?')) return { ok: true, url: text };
  switch (kind) {
    case 'tiktok': {
      const handle = nameOf(text);
      return HANDLE.test(handle)
        ? { ok: true, url: `tiktok://@${handle}` }
        : { ok: false, error: 'handle' };
    }
    case 'tikfinity': {
      const host = text.replace(/^[a-z]+:\/\//i, '').replace(/\/$/, '');
      return HOST_AND_PORT.test(host)
        ? { ok: true, url: `tikfinity://${host}` }
        : { ok: false, error: 'host' };
    }
    case 'twitch': {
      const channel = nameOf(text);
      return CHANNEL.test(channel)
        ? { ok: true, url: `twitch://${channel}` }
        : { ok: false, error: 'channel' };
    }
    case 'url': {
      return KNOWN_SCHEMES.includes(schemeOf(text))
        ? { ok: true, url: text }
        : { ok: false, error: 'scheme' };
    }
  }
}

/** The entry with a sign server of one's own; as it is when none is named. */
export function withSignServer(entry: SourceEntry, sign: string): SourceEntry {
  const server = sign.trim();
  if (!entry.ok || server === '') return entry;
  if (!URL.canParse(server)) return { ok: false, error: 'sign' };
  const joint = entry.url.includes('?') ? '&' : '?';
  return { ok: true, url: `${entry.url}${joint}sign=${encodeURIComponent(server)}` };
}

/** The scheme of an address in small letters; empty when it has none. */
export function schemeOf(text: string): string {
  return /^\s*([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase() ?? '';
}

/** The name of a channel or creator, out of a page's address too. */
function nameOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/^(?:https?|tiktok|twitch):\/\//, '')
    .replace(/^(?:www\.|m\.)?(?:twitch\.tv|tiktok\.com)\//, '')
    .replace(/^[@#]/, '')
    .replace(/[/?].*$/, '');
}

/** A source's name for a person: what it is, and where. */
export function sourceLabel(source: string): { readonly scheme: string; readonly where: string } {
  const match = /^([a-z]+):\/\/(.*)$/i.exec(source);
  if (match === null) return { scheme: source, where: '' };
  const where = (match[2] ?? '').replace(/[/?].*$/, '');
  return { scheme: (match[1] ?? '').toLowerCase(), where };
}
