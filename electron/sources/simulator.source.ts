/**
 * The simulator: `simulator://?seed=1&rate=5` plays an invented stream, `rate` gifts a second on average;
 * `drops=6` loses the connection six times an hour, `hostile=1` brings names made to break what shows them.
 * What is played comes from `simulator.stream.ts`; this file is the clockwork.
 */
import { integerOf, isFields } from './fields.ts';
import { rejected } from './outcome.ts';
import { type StreamSettings, simulatedStream } from './simulator.stream.ts';
import {
  type Connection,
  type ConnectionHandlers,
  type Normalised,
  defineSource,
} from './source.ts';
import { normaliseTikfinity } from './tikfinity.normalise.ts';
import { normaliseTwitch } from './twitch.normalise.ts';
import { normaliseWebhook } from './webhook.normalise.ts';

const DEFAULT_SEED = 1;
const DEFAULT_RATE = 1;
const HIGHEST_RATE = 1_000;
const HIGHEST_SEED = 0xffff_ffff;
/** An hour has 3,600 seconds, and a drop lasts up to eight. */
const HIGHEST_DROPS = 360;
/** After a sleep of the computer the stream goes on; it does not make up for what was missed. */
const CATCH_UP_MS = 1_000;

export default defineSource({
  id: 'simulator',
  scheme: 'simulator',
  sandboxOnly: true,
  live: true,
  check: (url) => {
    const settings = settingsOf(url);
    return typeof settings === 'string' ? settings : null;
  },
  normalise,
  connect,
});

/** The settings of a URL, or what is wrong with them. */
function settingsOf(url: URL): StreamSettings | string {
  const asked = url.searchParams;
  const seed = integerOf(asked.get('seed')) ?? DEFAULT_SEED;
  if (asked.has('seed') && integerOf(asked.get('seed')) === undefined) {
    return 'The seed must be a whole number, for example simulator://?seed=1';
  }
  if (seed > HIGHEST_SEED) return `The seed must be at most ${HIGHEST_SEED}.`;
  const rate = Number(asked.get('rate') ?? DEFAULT_RATE);
  if (!(rate > 0 && rate <= HIGHEST_RATE)) {
    return `The rate must be above 0 and at most ${HIGHEST_RATE} gifts a second.`;
  }
  const drops = Number(asked.get('drops') ?? 0);
  if (!(drops >= 0 && drops <= HIGHEST_DROPS)) {
    return `The drops must be from 0 to ${HIGHEST_DROPS} lost connections an hour.`;
  }
  const hostile = asked.get('hostile') ?? '0';
  if (hostile !== '0' && hostile !== '1') {
    return 'hostile is 1 for names made to break what shows them, else 0.';
  }
  return { seed, rate, drops, hostile: hostile === '1' };
}

/** Pure: a frame of the platform that the simulator plays. */
function normalise(raw: unknown): Normalised {
  if (isFields(raw)) {
    if (raw['platform'] === 'tikfinity') return normaliseTikfinity(raw['data']);
    if (raw['platform'] === 'twitch') return normaliseTwitch(raw['line']);
    if (raw['platform'] === 'webhook') return normaliseWebhook(raw['item']);
  }
  return rejected('malformed', 'This frame is not from the simulator.');
}

function connect(url: URL, handlers: ConnectionHandlers): Connection {
  const settings = settingsOf(url);
  if (typeof settings === 'string') throw new Error(settings);
  const events = simulatedStream(settings, Date.now());
  let next = events.next().value;
  let lateMs = 0;
  let over = false;
  const isOver = (): boolean => over;
  const play = (): void => {
    while (!isOver() && next.atMs + lateMs <= Date.now()) {
      if (next.type === 'connected') handlers.onConnected();
      else if (next.type === 'lost') handlers.onLost('The simulator lost its connection.');
      else handlers.onFrame(next.frame);
      next = events.next().value;
      lateMs = Math.max(lateMs, Date.now() - CATCH_UP_MS - next.atMs);
    }
    if (!isOver()) timer = setTimeout(play, Math.max(0, next.atMs + lateMs - Date.now()));
  };
  let timer = setTimeout(play, 0);
  return {
    close() {
      over = true;
      clearTimeout(timer);
    },
  };
}
