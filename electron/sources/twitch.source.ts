/**
 * Twitch chat, read anonymously: `twitch://channel`. tmi.js logs in, joins and pings over a socket that is
 * ours, and sees nothing but the lines it needs for that. Gifts are read from the raw lines, and RECONNECT
 * never reaches tmi.js, which would dial again beside the runner and double every event.
 */
import tmi from 'tmi.js';
import { WebSocket } from 'ws';
import { type IrcMessage, parseIrc } from './irc.ts';
import { type Connection, type ConnectionHandlers, type Ended, defineSource } from './source.ts';
import { normaliseTwitch } from './twitch.normalise.ts';

const TWITCH = 'wss://irc-ws.chat.twitch.tv/';
const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_FRAME_BYTES = 1_048_576;
const LONGEST_CHANNEL = 25;
/** tmi.js pings every 60 s and gives the answer 9,999 ms; silence beyond that is a dead line. */
const SILENCE_MS = 75_000;
const JOIN_TIMEOUT_MS = 10_000;

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
  normalise: normaliseTwitch,
  connect: (url, handlers) => connectTwitch(url, handlers),
});

function check(url: URL): string | null {
  const channel = url.hostname;
  if (!/^\w+$/.test(channel) || channel.length > LONGEST_CHANNEL) {
    return 'Name the channel as it stands in its address, for example twitch://my_channel';
  }
  const server = url.searchParams.get('server');
  if (server === null) return null;
  return /^wss?:$/.test(URL.parse(server)?.protocol ?? '')
    ? null
    : 'The server must be a WebSocket address, for example server=ws://127.0.0.1:8080';
}

/** The parts of tmi.js 1.8.5 that carry its socket; it has no public way to be given one. */
interface TmiSocketSide {
  ws: WebSocket | null;
  _openConnection(): void;
  _onOpen(): void;
  _onMessage(event: { readonly data: string }): void;
  _onClose(): void;
}

/** One attempt. The limits can be set for tests. */
export function connectTwitch(
  url: URL,
  handlers: ConnectionHandlers,
  limits: { readonly silenceMs: number; readonly joinMs: number } = {
    silenceMs: SILENCE_MS,
    joinMs: JOIN_TIMEOUT_MS,
  },
): Connection {
  const channel = url.hostname.toLowerCase();
  const server = url.searchParams.get('server') ?? TWITCH;
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
    clearTimeout(watchdog);
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
  }, limits.joinMs);
  const watchdog = setTimeout(() => end({ reason: 'Twitch went silent.' }), limits.silenceMs);

  const take = (line: string): void => {
    const message = parseIrc(line);
    if (message === undefined || isOver()) return;
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
    watchdog.refresh();
    if (Buffer.isBuffer(data)) data.toString('utf8').split(/\r?\n/).forEach(take);
  });
  socket.on('error', (error) => end({ reason: wordsFor(error, server) }));
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
    case 'ECONNREFUSED':
      return `Nothing answers at ${host}.`;
    default:
      return `The connection to Twitch failed (${error.message}).`;
  }
}
