/** The queue as plain data, and the draft that one step of the reducer works on. */
import type { AlertReason, AlertStage } from '../contract/alert-desk.ts';
import type { Alert, AlertRecord, GiftAlert, SummaryAlert } from './alert.ts';
import { isCounted } from './alert.ts';
import type { AlertSettings } from './settings.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

/** A visual that is not to be shown, kept at hand while its combo may still grow. */
export interface Aside {
  readonly alert: GiftAlert;
  readonly stage: 'hidden' | 'missed';
  readonly reason: AlertReason | null;
}

export interface AlertQueue {
  readonly playing: Alert | null;
  /** In the order in which they will play. Of summaries only replays are among them. */
  readonly queued: readonly Alert[];
  /** The summary that still takes in what finds no place; it plays when its turn comes. */
  readonly summary: SummaryAlert | null;
  /** What waits for approval, in order of arrival. */
  readonly held: readonly GiftAlert[];
  /** What was hidden, rejected or kept quiet last: growth of these belongs to them. */
  readonly aside: readonly Aside[];
  readonly settings: AlertSettings;
  readonly paused: boolean;
  /** Connected overlay pages. */
  readonly overlays: number;
  /** Since when no overlay is connected, Unix ms; null while there is one. */
  readonly darkSinceMs: number | null;
  /** When the last time without an overlay ended, Unix ms; 0 when there was none. */
  readonly litSinceMs: number;
  /** Newest journal row that was taken in. */
  readonly lastSeq: number;
  /** Tests, replays and raids so far; their numbers. */
  readonly unkept: number;
  /** When the last sound started, Unix ms; 0 before the first. */
  readonly lastSoundAtMs: number;
}

/** What a step led to: the queue after it, and the alerts to be kept. */
export interface Step {
  readonly queue: AlertQueue;
  readonly records: readonly AlertRecord[];
}

/** A queue with nothing in it and nobody watching. */
export function emptyQueue(nowMs: number): AlertQueue {
  return {
    playing: null,
    queued: [],
    summary: null,
    held: [],
    aside: [],
    settings: DEFAULT_SETTINGS,
    paused: false,
    overlays: 0,
    darkSinceMs: nowMs,
    litSinceMs: 0,
    lastSeq: 0,
    unkept: 0,
    lastSoundAtMs: 0,
  };
}

/** A queue being changed. It never leaves the step: outside, the reducer is pure. */
export interface Draft {
  playing: Alert | null;
  queued: Alert[];
  summary: SummaryAlert | null;
  held: GiftAlert[];
  aside: Aside[];
  settings: AlertSettings;
  paused: boolean;
  overlays: number;
  darkSinceMs: number | null;
  litSinceMs: number;
  lastSeq: number;
  unkept: number;
  lastSoundAtMs: number;
  readonly records: Map<string, AlertRecord>;
}

/** Makes a step: copies the queue, lets `change` work on the copy, and collects what it recorded. */
export function step(queue: AlertQueue, change: (draft: Draft) => void): Step {
  const draft: Draft = {
    ...queue,
    queued: [...queue.queued],
    held: [...queue.held],
    aside: [...queue.aside],
    records: new Map(),
  };
  change(draft);
  const { records, ...after } = draft;
  return { queue: after, records: [...records.values()] };
}

/** Notes an alert to be kept as it stands; test alerts and replays are not. */
export function record(
  draft: Draft,
  alert: Alert,
  stage: AlertStage,
  reason: AlertReason | null = null,
): void {
  if (isCounted(alert)) draft.records.set(alert.alertId, { alert, stage, reason });
}
