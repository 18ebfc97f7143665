/**
 * The simulator: `simulator://?seed=1&rate=5` plays an invented stream, `rate` gifts a second on average.
 * What is played comes from `simulator.scene.ts`; this file is the clockwork.
 */
import { integerOf, isFields } from './fields.ts';
import { rejected } from './outcome.ts';
import { type SimulatedFrame, sceneOf } from './simulator.scene.ts';
import {
  type Connection,
  type ConnectionHandlers,
  type Normalised,
  defineSource,
} from './source.ts';
import { normaliseTikfinity } from './tikfinity.normalise.ts';
import { normaliseTwitch } from './twitch.normalise.ts';

const DEFAULT_SEED = 1;
const DEFAULT_RATE = 1;
const HIGHEST_RATE = 1_000;
const HIGHEST_SEED = 0xffff_ffff;
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

interface Settings {
  readonly seed: number;
  readonly rate: number;
}

/** The settings of a URL, or what is wrong with them. */
function settingsOf(url: URL): Settings | string {
  const seed = integerOf(url.searchParams.get('seed')) ?? DEFAULT_SEED;
  if (url.searchParams.has('seed') && integerOf(url.searchParams.get('seed')) === undefined) {
    return 'The seed must be a whole number, for example simulator://?seed=1';
  }
  const rate = Number(url.searchParams.get('rate') ?? DEFAULT_RATE);
  if (!(rate > 0 && rate <= HIGHEST_RATE)) {
    return `The rate must be above 0 and at most ${HIGHEST_RATE} gifts a second.`;
  }
  return seed <= HIGHEST_SEED ? { seed, rate } : `The seed must be at most ${HIGHEST_SEED}.`;
}

/** Pure: `{ platform: 'tikfinity', data }` or `{ platform: 'twitch', line }`. */
function normalise(raw: unknown): Normalised {
  if (isFields(raw) && raw['platform'] === 'tikfinity') return normaliseTikfinity(raw['data']);
  if (isFields(raw) && raw['platform'] === 'twitch') return normaliseTwitch(raw['line']);
  return rejected('malformed', 'This frame is not from the simulator.');
}

function connect(url: URL, handlers: ConnectionHandlers): Connection {
  const settings = settingsOf(url);
  if (typeof settings === 'string') throw new Error(settings);
  const { seed, rate } = settings;
  const startedAtMs = Date.now();
  const timers = new Set<NodeJS.Timeout>();
  const after = (delayMs: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };
  const play = (step: number, dueAtMs: number): void => {
    const scene = sceneOf({ seed, step, startedAtMs, atMs: Math.round(dueAtMs) });
    const behindMs = Date.now() - dueAtMs;
    for (const { afterMs, frame } of scene.frames) {
      after(Math.max(0, afterMs - behindMs), () =>
        handlers.onFrame(frame satisfies SimulatedFrame),
      );
    }
    // Counted from when it was due, so that the rate holds however late timers fire.
    const nextAtMs = Math.max(dueAtMs, Date.now() - CATCH_UP_MS) + (scene.pause * 1_000) / rate;
    after(Math.max(0, nextAtMs - Date.now()), () => play(step + 1, nextAtMs));
  };
  after(0, () => {
    handlers.onConnected();
    play(0, startedAtMs);
  });
  return {
    close() {
      timers.forEach((timer) => clearTimeout(timer));
      timers.clear();
    },
  };
}
