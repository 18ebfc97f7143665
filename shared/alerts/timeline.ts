/** Time: what ends, what is missed, what begins. The only file that moves an alert on and off air. */
import type { AlertReason } from '../contract/alert-desk.ts';
import type { Airtime, Alert } from './alert.ts';
import type { AlertQueue, Draft } from './queue-state.ts';
import { record } from './queue-state.ts';
import { putBack, takeNext } from './places.ts';
import { SOUND_GAP_MS, soundOf } from './sound.ts';
import { GROWTH_STAY_MS, MAX_ON_AIR_MS, STALE_MS, durationMs, tierOfAlert } from './limits.ts';

/** Brings the queue to `nowMs`. Doing it twice does nothing more. */
export function advance(draft: Draft, nowMs: number): void {
  followClock(draft, nowMs);
  endCurrent(draft, nowMs);
  missUnseen(draft, nowMs);
  startNext(draft, nowMs);
}

/** When time alone will change something: the end on air, or the first wait in the dark that ends. */
export function nextDueMs(queue: AlertQueue): number | null {
  const due: number[] = [];
  if (queue.playing?.air) due.push(queue.playing.air.endsAtMs);
  if (queue.darkSinceMs !== null) {
    for (const alert of waiting(queue)) {
      due.push(Math.max(alert.queuedAtMs, queue.darkSinceMs) + STALE_MS + 1);
    }
  }
  return due.length === 0 ? null : Math.min(...due);
}

/** Takes the current alert off air, however it ends. */
export function endPlaying(draft: Draft, stage: 'done' | 'missed'): void {
  if (draft.playing === null) return;
  record(draft, draft.playing, stage, stage === 'missed' ? 'no_overlay' : null);
  draft.playing = null;
}

/** Takes the screen back: what was seen has been shown, what was not waits for its turn again. */
export function clearAir(draft: Draft, nowMs: number): void {
  const { playing } = draft;
  if (playing?.air?.painted === false) {
    draft.playing = null;
    putBack(draft, playing, nowMs);
  } else {
    endPlaying(draft, 'done');
  }
}

/** Airtime of a combo that grew just now. */
export function afterGrowth(air: Airtime, nowMs: number): Airtime {
  const wanted = Math.max(air.endsAtMs, nowMs + GROWTH_STAY_MS);
  return { ...air, endsAtMs: Math.min(wanted, air.startedAtMs + MAX_ON_AIR_MS) };
}

/** Everything that waited longer than a minute becomes missed: after a restart, or a sleep. */
export function missStale(draft: Draft, nowMs: number): void {
  miss(draft, 'expired', (alert) => nowMs - alert.queuedAtMs > STALE_MS);
}

/** Everything that waits for its turn becomes missed. */
export function missWaiting(draft: Draft, reason: AlertReason): void {
  miss(draft, reason, () => true);
}

/** A clock that was set back would hold an alert on air for as long: begin it anew instead. */
function followClock(draft: Draft, nowMs: number): void {
  const { playing } = draft;
  if (!playing?.air || nowMs >= playing.air.startedAtMs) return;
  const { startedAtMs, endsAtMs } = playing.air;
  const air = { ...playing.air, startedAtMs: nowMs, endsAtMs: nowMs + endsAtMs - startedAtMs };
  draft.playing = { ...playing, air };
  record(draft, draft.playing, 'playing');
}

function endCurrent(draft: Draft, nowMs: number): void {
  const { playing } = draft;
  if (!playing?.air || nowMs < playing.air.endsAtMs) return;
  const { startedAtMs, endsAtMs, painted } = playing.air;
  // An overlay that came only while it ran may have had no time to draw it.
  const wasDark = draft.darkSinceMs !== null || draft.litSinceMs > startedAtMs;
  if (!painted && wasDark && nowMs - startedAtMs <= STALE_MS) {
    draft.playing = null;
    putBack(draft, playing, nowMs);
  } else {
    endPlaying(draft, painted ? 'done' : 'missed');
  }
  // So late a tick means that the computer slept; what waited through that is old news.
  if (nowMs - endsAtMs > STALE_MS) missStale(draft, nowMs);
}

function missUnseen(draft: Draft, nowMs: number): void {
  const { darkSinceMs } = draft;
  if (darkSinceMs === null) return;
  miss(draft, 'no_overlay', (alert) => nowMs - Math.max(alert.queuedAtMs, darkSinceMs) > STALE_MS);
}

function startNext(draft: Draft, nowMs: number): void {
  if (draft.playing !== null || draft.overlays === 0) return;
  if (draft.paused || draft.settings.hidden) return;
  const next = takeNext(draft);
  if (next === null) return;
  const own = next.type === 'gift' ? next.durationMs : null;
  const endsAtMs = nowMs + durationMs(tierOfAlert(next), waiting(draft).length, own);
  const soundAtMs = startSound(draft, next, nowMs);
  draft.playing = { ...next, air: { startedAtMs: nowMs, endsAtMs, painted: false, soundAtMs } };
  record(draft, draft.playing, 'playing');
}

/** When the alert's sound starts: now, or never. What begins in the wake of another stays silent. */
function startSound(draft: Draft, alert: Alert, nowMs: number): number | null {
  const sinceLastMs = nowMs - draft.lastSoundAtMs;
  if (soundOf(alert, draft.settings.sound) === null) return null;
  // A clock that was set back silences nothing.
  if (sinceLastMs >= 0 && sinceLastMs < SOUND_GAP_MS) return null;
  draft.lastSoundAtMs = nowMs;
  return nowMs;
}

function miss(draft: Draft, reason: AlertReason, isMissed: (alert: Alert) => boolean): void {
  for (const alert of waiting(draft)) if (isMissed(alert)) record(draft, alert, 'missed', reason);
  draft.queued = draft.queued.filter((alert) => !isMissed(alert));
  if (draft.summary !== null && isMissed(draft.summary)) draft.summary = null;
}

function waiting(queue: Pick<AlertQueue, 'queued' | 'summary'>): readonly Alert[] {
  return queue.summary === null ? queue.queued : [...queue.queued, queue.summary];
}
