/**
 * Twitch chat, read anonymously: `twitch://channel`. tmi.js logs in, joins and pings over a socket that is
 * ours, and sees nothing but the lines it needs for that. Gifts are read from the raw lines, and RECONNECT
 * never reaches tmi.js, which would dial again beside the runner and double every event.
 */
import tmi from 'tmi.js';
import { WebSocket } from 'ws';
import { type IrcMessage, parseIrc } from './irc.ts';
import { isHandshakeTimeout, isLoopback, isUnreached } from './network.ts';
import {
  type Connection,
  type ConnectionHandlers,
  type Ended,
  defineSource,
  silenceRefusal,
} from './source.ts';
import { normaliseTwitch } from './twitch.normalise.ts';
import { type PulseLimits, takePulse } from './twitch.pulse.ts';

const TWITCH = 'wss://irc-ws.chat.twitch.tv/';
const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_FRAME_BYTES = 1_048_576;
const LONGEST_CHANNEL = 25;
const JOIN_TIMEOUT_MS = 10_000;
/** Without a word for 15 s the line is asked, and has 10 s to answer. tmi.js would ask every 60 s only. */
const PULSE: PulseLimits = { quietMs: 15_000, answerMs: 10_000 };
/** Which part of the seconds that an address allows for silence passes before PING. */
const QUIET_SHARE = 0.6;

/** What tmi.js needs for logging in, joining and measuring its ping. */
const FOR_TMI: ReadonlySet<string> = new Set(['001', '376', 'PING', 'PONG', 'JOIN', 'ROOMSTATE']);
/** Lines that only a channel we are in sends. */
const JOINED: ReadonlySet<string> = new Set(['366', 'ROOMSTATE', 'PRIVMSG', 'USERNOTICE']);
/** Notices after which trying again is useless. */
const PERMANENT: ReadonlySet<string> = new Set(['msg_channel_suspended', 'tos_ban']);

export default defineSource({
  id: 'twitch',
  scheme: 'twitch',
  sandboxOnly: false,
  live: true,
  check,
  ownServer: (url) => isLoopback(URL.parse(serverOf(url))?.hostname ?? ''),
  normalise: normaliseTwitch,
  connect: (url, handlers) => connectTwitch(url, handlers),
});

function check(url: URL): string | null {
  const channel = url.hostname;
  if (!/^\w+$/.test(channel) || channel.length > LONGEST_CHANNEL) {
    return 'Name the channel as it stands in its address, for example twitch://my_channel';
  }
  return /^wss?:$/.test(URL.parse(serverOf(url))?.protocol ?? '')
    ? silenceRefusal(url)
    : 'The server must be a WebSocket address, for example server=ws://127.0.0.1:8080';
}

function serverOf(url: URL): string {
  return url.searchParams.get('server') ?? TWITCH;
}

/** What the `silence` of an address means here: so long until a line that answers nothing is dead. */
function pulseOf(url: URL): PulseLimits {
  const silenceMs = Number(url.searchParams.get('silence') ?? 0) * 1_000;
  if (silenceMs === 0) return PULSE;
  const quietMs = silenceMs * QUIET_SHARE;
  return { quietMs, answerMs: silenceMs - quietMs };
}

/** The parts of tmi.js 1.8.5 that carry its socket; it has no public way to be given one. */
interface TmiSocketSide {
  ws: WebSocket | null;
  _openConnection(): void;
  _onOpen(): void;
  _onMessage(event: { readonly data: string }): void;
  _onClose(): void;
}

/** One attempt. The time to join can be set for tests. */
export function connectTwitch(
  url: URL,
  handlers: ConnectionHandlers,
  joinMs = JOIN_TIMEOUT_MS,
): Connection {
  const channel = url.hostname.toLowerCase();
  const server = serverOf(url);
  // Not left to tmi.js: it takes Node's own WebSocket, which can be neither limited nor cut off.
  const socket = new WebSocket(server, 'irc', {
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const client = new tmi.Client({
    options: { skipMembership: true, skipUpdatingEmotesets: true },
    connection: { reconnect: false },
    channels: [channel],
    logger: { info: ignore, warn: ignore, error: ignore },
  });
  const inner = client as unknown as TmiSocketSide;
  inner._openConnection = () => {
    inner.ws = socket;
  };

  let joined = false;
  let over = false;
  const isOver = (): boolean => over;
  const end = (ended: Ended | null): void => {
    if (over) return;
    over = true;
    clearTimeout(joining);
    pulse.stop();
    // Closing is what makes tmi.js drop its timers; without `reconnect` it does nothing else.
    inner._onClose();
    socket.terminate();
    if (ended !== null) handlers.onEnded(ended);
  };
  const joining = setTimeout(() => {
    end({
      reason: `Twitch did not let us into the channel “${channel}”. Is it spelled right?`,
      next: 'Compare the name with the address of the channel on twitch.tv.',
    });
  }, joinMs);
  const pulse = takePulse(
    pulseOf(url),
    () => {
      if (socket.readyState === WebSocket.OPEN) socket.send('PING :alive');
    },
    (silentSinceMs) => end({ reason: 'Twitch did not answer our PING.', silentSinceMs }),
  );

  const take = (line: string): void => {
    if (line === '' || isOver()) return;
    const message = parseIrc(line);
    if (message === undefined) {
      // Somebody should know of what could not be read.
      if (joined) handlers.onFrame(line);
      return;
    }
    const refusal = refusalOf(message, channel);
    if (refusal !== null) {
      end(refusal);
      return;
    }
    if (message.command === '001') handlers.onStep?.(`Joining the channel ${channel}`);
    if (FOR_TMI.has(message.command)) inner._onMessage({ data: line });
    if (!joined && provesJoin(message, channel, client.getUsername())) {
      joined = true;
      clearTimeout(joining);
      handlers.onConnected();
    }
    if (isOver()) return;
    if (message.command === 'PRIVMSG' || message.command === 'USERNOTICE') handlers.onFrame(line);
  };

  handlers.onStep?.('Reaching Twitch');
  socket.on('open', () => {
    handlers.onStep?.('Logging in as a guest');
    inner._onOpen();
  });
  socket.on('message', (data) => {
    pulse.heard();
    if (Buffer.isBuffer(data)) data.toString('utf8').split(/\r?\n/).forEach(take);
  });
  socket.on('error', (error) =>
    end({ reason: wordsFor(error, server), unreached: isUnreached(error) }),
  );
  socket.on('close', () => end({ reason: 'Twitch closed the connection.' }));
  // Its promise says nothing that the socket's own events do not say.
  client.connect().catch(ignore);
  return { close: () => end(null) };
}

function ignore(): void {
  // tmi.js logs to the console by default; what matters reaches the runner as a reason.
}

function refusalOf(message: IrcMessage, channel: string): Ended | null {
  if (message.command === 'RECONNECT') return { reason: 'Twitch asked us to connect again.' };
  if (message.command !== 'NOTICE') return null;
  if (PERMANENT.has(message.tags.get('msg-id') ?? '')) {
    return { reason: `Twitch has suspended the channel “${channel}”.`, permanent: true };
  }
  return /^(?:login|improperly formatted auth)/i.test(message.params[1] ?? '')
    ? { reason: 'Twitch refused the anonymous login.' }
    : null;
}

function provesJoin(message: IrcMessage, channel: string, nick: string): boolean {
  if (!message.params.some((param) => param.toLowerCase() === `#${channel}`)) return false;
  return message.command === 'JOIN' ? message.nick === nick : JOINED.has(message.command);
}

function wordsFor(error: Error, server: string): string {
  const host = URL.parse(server)?.host ?? server;
  switch ('code' in error ? error.code : undefined) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} cannot be found: is this computer online?`;
    case 'ENETDOWN':
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return `${host} cannot be reached: is this computer online?`;
    case 'ECONNREFUSED':
      return `Nothing answers at ${host}.`;
    case 'ECONNRESET':
      return 'The connection to Twitch broke.';
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return `Twitch sent a message of more than ${MAX_FRAME_BYTES / 1_048_576} MiB.`;
    default:
      if (isHandshakeTimeout(error)) return 'Twitch did not answer.';
      return /unexpected server response/i.test(error.message)
        ? `What listens at ${host} does not answer like Twitch.`
        : `The connection to Twitch failed (${error.message}).`;
  }
}
