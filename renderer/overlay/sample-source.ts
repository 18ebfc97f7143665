/**
 * Made-up data for the editor's preview: a picture that stands, so that it can be arranged in peace, and on request a few
 * seconds in which everything happens once. The companion is not asked and hears of nothing.
 */
import type { Feed, WidgetFeed } from '../../shared/contract/feeds.ts';
import { SAMPLES, sampleAlert, sampleAlerts } from '../../shared/overlay/samples.ts';
import type { SampleStep } from '../../shared/overlay/samples.ts';
import type { FeedStates } from '../widgets/define-widget.ts';
import type { FeedSource } from '../widgets/run-widget.tsx';

export interface SampleSource extends FeedSource {
  /** Plays everything from its beginning, then the standing picture again. */
  readonly play: (onEnd: () => void) => void;
  /** Back to the standing picture at once. */
  readonly stop: () => void;
}

/** What a feed tells, without its stamp. */
type Told = object;

/** So long nothing ends by itself; a timer can be set for it. */
const STANDING_MS = 20 * 24 * 3_600_000;
/** How far through their roll credits stand. */
const CREDITS_SHARE = 0.35;

export function createSampleSource(): SampleSource {
  const listeners = new Map<Feed, Set<(state: FeedStates[Feed]) => void>>();
  const told = new Map<Feed, Told>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let rev = 0;

  function stateOf(content: Told): FeedStates[Feed] {
    rev += 1;
    const stamp = { generation: 'sample', rev, serverNowMs: Date.now(), test: false };
    // A feed is only ever told its own content; the compiler cannot see that the two belong together.
    return { ...content, ...stamp } as FeedStates[Feed];
  }

  function tell(feed: Feed, content: Told): void {
    told.set(feed, content);
    const state = stateOf(content);
    for (const listener of listeners.get(feed) ?? []) listener(state);
  }

  function stand(): void {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    for (const feed of listeners.keys()) tell(feed, standing(feed, Date.now()));
  }

  function playFeed(feed: Feed, steps: readonly SampleStep<Told>[]): void {
    const [step, ...rest] = steps;
    if (step === undefined) return;
    tell(feed, step.content);
    const timer = setTimeout(() => {
      timers.delete(timer);
      playFeed(feed, rest);
    }, step.forMs);
    timers.add(timer);
  }

  return {
    subscribe(feed, _money, onState) {
      const found = listeners.get(feed) ?? new Set();
      listeners.set(feed, found);
      const listener = onState as (state: FeedStates[Feed]) => void;
      found.add(listener);
      const content = told.get(feed) ?? standing(feed, Date.now());
      told.set(feed, content);
      listener(stateOf(content));
      return () => {
        found.delete(listener);
        if (found.size > 0) return;
        listeners.delete(feed);
        told.delete(feed);
      };
    },
    now: Date.now,
    painted: () => undefined,
    play(onEnd) {
      stand();
      const nowMs = Date.now();
      let longestMs = 0;
      for (const feed of listeners.keys()) {
        const steps = stepsOf(feed, nowMs);
        longestMs = Math.max(
          longestMs,
          steps.reduce((sum, { forMs }) => sum + forMs, 0),
        );
        playFeed(feed, steps);
      }
      const timer = setTimeout(() => {
        stand();
        onEnd();
      }, longestMs);
      timers.add(timer);
    },
    stop: stand,
  };
}

function stepsOf(feed: Feed, nowMs: number): readonly SampleStep<Told>[] {
  return feed === 'alerts' ? sampleAlerts(nowMs) : SAMPLES[feed](nowMs);
}

/** What a feed tells while nothing is played: its samples' end, for good. */
function standing(feed: Feed, nowMs: number): Told {
  const endsAtMs = nowMs + STANDING_MS;
  switch (feed) {
    case 'alerts':
      return { current: sampleAlert('medium', nowMs - 10_000, endsAtMs), queued: 0, paused: false };
    case 'combo': {
      const { combo } = lastOf('combo', nowMs);
      return { combo: combo === null ? null : { ...combo, endsAtMs } };
    }
    case 'credits': {
      const { credits } = lastOf('credits', nowMs);
      const startedAtMs = nowMs - STANDING_MS * CREDITS_SHARE;
      return {
        credits:
          credits === null
            ? null
            : { ...credits, startedAtMs, endsAtMs: startedAtMs + STANDING_MS },
      };
    }
    case 'goal':
      // A goal that is not reached yet shows more of itself.
      return SAMPLES.goal(nowMs)[0]?.content ?? { goal: null };
    case 'supporters':
    case 'latest':
    case 'session':
      return lastOf(feed, nowMs);
  }
}

function lastOf<Of extends WidgetFeed>(
  feed: Of,
  nowMs: number,
): ReturnType<(typeof SAMPLES)[Of]>[number]['content'] {
  const last = SAMPLES[feed](nowMs).at(-1);
  if (last === undefined) throw new Error(`The feed ${feed} has no samples.`);
  return last.content;
}
