/**
 * StreamElements: the tips of a creator's own account over its Astro gateway. `streamelements://me` is the channel
 * of the token; a channel's id (24 hex digits) names another one that the token may read. Any other name is for
 * people only.
 *
 * Protocol: docs.streamelements.com/websockets, topic `channel.tips`: tips alone, nothing that it repeats of Twitch.
 */
import { tokenServiceRefusal } from './address.ts';
import { isFields, keptOf, parseJson } from './fields.ts';
import { readPreset } from './presets/preset.ts';
import streamelements from './presets/streamelements.preset.ts';
import { type Connection, type ConnectionHandlers, defineSource } from './source.ts';
import type { Ended, SourceContext } from './source.ts';
import { openTokenSocket, tokenRefused, withoutToken } from './token-socket.ts';

const WHO = 'StreamElements';
const SERVER = 'wss://astro.streamelements.com';
const SECRET = 'streamelements-jwt';
const TOPIC = 'channel.tips';
const NONCE = 'tips';
/** Tips are rare: only a ping tells a quiet line from a dead one. */
const BEAT = { everyMs: 30_000, silentMs: 75_000 };
const TOO_MANY_MS = 60_000;

export default defineSource({
  id: 'streamelements',
  scheme: 'streamelements',
  sandboxOnly: false,
  live: false,
  check: (url) => tokenServiceRefusal(url, 'streamelements://me'),
  // Nobody else's server may be named.
  ownServer: (url) => url.searchParams.has('server'),
  normalise: (raw) => readPreset(streamelements, raw).normalised,
  secret: {
    name: SECRET,
    required: true,
    label: 'JWT token',
    help: 'On streamelements.com under your account, Channels, “Show secrets”: the JWT token. Coinfall books tips only; cheers and subs come from Twitch itself.',
  },
  connect: (url, handlers, context) => connectStreamelements(url, handlers, context),
});

/** One attempt. The beat can be set for tests. */
export function connectStreamelements(
  url: URL,
  handlers: ConnectionHandlers,
  context: SourceContext,
  beat = BEAT,
): Connection {
  const token = context.secret(SECRET);
  if (token === null) return withoutToken(WHO, handlers);
  const room = /^[0-9a-f]{24}$/.test(url.hostname) ? { room: url.hostname } : {};
  return openTokenSocket({
    who: WHO,
    address: url.searchParams.get('server') ?? SERVER,
    beat,
    handlers,
    onOpen(socket) {
      const data = { topic: TOPIC, ...room, token, token_type: 'jwt' };
      socket.send(JSON.stringify({ type: 'subscribe', nonce: NONCE, data }));
    },
    onText(text, socket) {
      const message = parseJson(text);
      if (!isFields(message)) return;
      if (message['type'] === 'response' && message['nonce'] === NONCE) {
        const { error } = message;
        if (error === undefined || error === null || error === '') handlers.onConnected();
        else socket.end(refusal(error));
      } else if (message['type'] === 'message' && message['topic'] === TOPIC) {
        // Only what the preset keeps goes on: a tip comes with its giver's e-mail address.
        handlers.onFrame(keptOf(message, streamelements.keeps));
      }
    },
  });
}

/** Documented codes; an unknown one is tried again, as any fault of theirs. */
function refusal(error: unknown): Ended {
  switch (error) {
    case 'err_unauthorized':
      return tokenRefused(WHO);
    case 'rate_limit_exceeded':
      return { reason: `${WHO} asks to wait.`, retryInMs: TOO_MANY_MS };
    default:
      return { reason: `${WHO} had a fault of its own.` };
  }
}
