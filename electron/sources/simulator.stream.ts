/**
 * The simulator's stream as one order of events: scenes that overlap, and connections that drop. What is sent
 * during a drop is missed; with the new connection the newest frames come again, as platforms send them. Pure: the
 * same settings and start give the same events for ever.
 */
import { mixedSeed, mulberry32 } from './random.ts';
import { type SimulatedFrame, sceneOf } from './simulator.scene.ts';

export interface StreamSettings {
  readonly seed: number;
  /** Scenes a second, on average. */
  readonly rate: number;
  /** Lost connections an hour, on average. */
  readonly drops: number;
  readonly hostile: boolean;
}

/** What happens next, and when (Unix ms). */
export type StreamEvent =
  | { readonly type: 'connected'; readonly atMs: number }
  | { readonly type: 'frame'; readonly atMs: number; readonly frame: SimulatedFrame }
  | { readonly type: 'lost'; readonly atMs: number };

type FrameEvent = Extract<StreamEvent, { readonly type: 'frame' }>;

const HOUR_MS = 3_600_000;
/** A drop lasts from 1 to 8 s. */
const LEAST_DROP_MS = 1_000;
const DROP_SPREAD_MS = 7_000;
/** Frames that come again after a drop, whether they were missed or not. */
const SENT_AGAIN = 20;
/** A step that no scene has. */
const DROPS_STEP = 0x7fff_ffff;

/** Never ends. */
export function* simulatedStream(
  settings: StreamSettings,
  startedAtMs: number,
): Generator<StreamEvent, never> {
  const line = droppingLine(settings, startedAtMs);
  const pending: FrameEvent[] = [];
  let sceneAtMs = startedAtMs;
  yield { type: 'connected', atMs: startedAtMs };
  for (let step = 0; ; step += 1) {
    const { seed, hostile } = settings;
    const atMs = Math.round(sceneAtMs);
    const scene = sceneOf({ seed, step, hostile, startedAtMs, atMs });
    for (const { afterMs, frame } of scene.frames) {
      insert(pending, { type: 'frame', atMs: atMs + afterMs, frame });
    }
    sceneAtMs += (scene.pause * 1_000) / settings.rate;
    for (let next = pending[0]; next !== undefined && next.atMs <= sceneAtMs; next = pending[0]) {
      pending.shift();
      yield* line.until(next.atMs);
      yield* line.send(next);
    }
    yield* line.until(Math.floor(sceneAtMs));
  }
}

/** Frames of one moment keep the order in which they were made. */
function insert(pending: FrameEvent[], event: FrameEvent): void {
  const at = pending.findIndex(({ atMs }) => atMs > event.atMs);
  if (at === -1) pending.push(event);
  else pending.splice(at, 0, event);
}

/** A connection that drops now and then. */
function droppingLine({ seed, drops }: StreamSettings, startedAtMs: number) {
  const random = mulberry32(mixedSeed(seed, DROPS_STEP));
  const untilDropMs = (): number => (-Math.log(1 - random()) * HOUR_MS) / drops;
  let recent: FrameEvent[] = [];
  let down = false;
  /** When it drops, or is back. */
  let turnsAtMs = drops === 0 ? Infinity : Math.round(startedAtMs + untilDropMs());

  return {
    /** What happens to the connection by then. */
    *until(atMs: number): Generator<StreamEvent> {
      while (turnsAtMs <= atMs) {
        const turnedAtMs = turnsAtMs;
        down = !down;
        if (down) {
          turnsAtMs += Math.round(LEAST_DROP_MS + random() * DROP_SPREAD_MS);
          yield { type: 'lost', atMs: turnedAtMs };
        } else {
          turnsAtMs += Math.max(1, Math.round(untilDropMs()));
          yield { type: 'connected', atMs: turnedAtMs };
          for (const { frame } of recent) yield { type: 'frame', atMs: turnedAtMs, frame };
        }
      }
    },
    *send(event: FrameEvent): Generator<StreamEvent> {
      recent = [...recent, event].slice(-SENT_AGAIN);
      if (!down) yield event;
    },
  };
}
