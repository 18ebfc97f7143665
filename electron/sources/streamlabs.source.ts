/**
 * Streamlabs: the tips of a creator's own account over its Socket API, `streamlabs://name` (the name is for people;
 * the token says whose tips they are). Cheers, subs and the like that it repeats are left to their platforms.
 *
 * Protocol: dev.streamlabs.com/docs/socket-api (Socket.IO 2 over a WebSocket, the token in the query).
 */
import { tokenServiceRefusal } from './address.ts';
import { PING, PONG, readPacket } from './engine-io.ts';
import { keptOf } from './fields.ts';
import { readPreset } from './presets/preset.ts';
import streamlabs from './presets/streamlabs.preset.ts';
import { type Connection, type ConnectionHandlers, defineSource } from './source.ts';
import type { SourceContext } from './source.ts';
import { openTokenSocket, tokenRefused, withoutToken } from './token-socket.ts';

const WHO = 'Streamlabs';
const SERVER = 'wss://sockets.streamlabs.com';
const SECRET = 'streamlabs-socket-token';
/** Until the server says at its opening what it wants; these are the defaults of Engine.IO 3. */
const BEAT = { everyMs: 25_000, silentMs: 85_000 };

export default defineSource({
  id: 'streamlabs',
  scheme: 'streamlabs',
  sandboxOnly: false,
  live: false,
  check: (url) => tokenServiceRefusal(url, 'streamlabs://yourname'),
  // Nobody else's server may be named.
  ownServer: (url) => url.searchParams.has('server'),
  normalise: (raw) => readPreset(streamlabs, raw).normalised,
  secret: {
    name: SECRET,
    required: true,
    label: 'Socket API token',
    help: 'On streamlabs.com under Settings, API settings, API tokens: “Your socket API token”. Coinfall books tips only; cheers and subs come from Twitch itself.',
  },
  connect,
});

function connect(url: URL, handlers: ConnectionHandlers, context: SourceContext): Connection {
  const token = context.secret(SECRET);
  if (token === null) return withoutToken(WHO, handlers);
  const query = new URLSearchParams({ token, EIO: '3', transport: 'websocket' }).toString();
  const server = (url.searchParams.get('server') ?? SERVER).replace(/\/+$/, '');
  return openTokenSocket({
    who: WHO,
    address: `${server}/socket.io/?${query}`,
    beat: BEAT,
    handlers,
    ping: (socket) => socket.send(PING),
    onText(text, socket) {
      const packet = readPacket(text);
      switch (packet.type) {
        case 'open':
          socket.setBeat({
            everyMs: packet.pingMs,
            silentMs: packet.pingMs + packet.timeoutMs,
          });
          break;
        case 'connected':
          handlers.onConnected();
          break;
        case 'refused':
          socket.end(tokenRefused(WHO));
          break;
        case 'closed':
          socket.end({ reason: `${WHO} closed the connection.` });
          break;
        case 'ping':
          socket.send(PONG);
          break;
        case 'event':
          // Only what the preset keeps goes on: tips come with messages that are nobody else's business.
          if (packet.name === 'event') handlers.onFrame(keptOf(packet.data, streamlabs.keeps));
          break;
        case 'other':
          break;
      }
    },
  });
}
