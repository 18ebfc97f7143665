/** The queue as plain data, and the draft that one step of the reducer works on. */
import type { Alert, AlertRecord, AlertStage, GiftAlert, SummaryAlert } from './alert.ts';
import { isTest } from './alert.ts';

export interface AlertQueue {
  readonly playing: Alert | null;
  /** In the order in which they will play. */
  readonly queued: readonly GiftAlert[];
  /** The summary that still takes in what finds no place; it plays when its turn comes. */
  readonly summary: SummaryAlert | null;
  readonly paused: boolean;
  /** Connected overlay pages. */
  readonly overlays: number;
  /** Since when no overlay is connected, Unix ms; null while there is one. */
  readonly darkSinceMs: number | null;
  /** Newest journal row that was taken in. */
  readonly lastSeq: number;
  /** Test alerts made so far; their numbers. */
  readonly tests: number;
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
    paused: false,
    overlays: 0,
    darkSinceMs: nowMs,
    lastSeq: 0,
    tests: 0,
  };
}

/** A queue being changed. It never leaves the step: outside, the reducer is pure. */
export interface Draft {
  playing: Alert | null;
  queued: GiftAlert[];
  summary: SummaryAlert | null;
  paused: boolean;
  overlays: number;
  darkSinceMs: number | null;
  lastSeq: number;
  tests: number;
  readonly records: Map<string, AlertRecord>;
}

/** Makes a step: copies the queue, lets `change` work on the copy, and collects what it recorded. */
export function step(queue: AlertQueue, change: (draft: Draft) => void): Step {
  const draft: Draft = { ...queue, queued: [...queue.queued], records: new Map() };
  change(draft);
  const { records, ...after } = draft;
  return { queue: after, records: [...records.values()] };
}

/** Notes an alert to be kept as it stands; test alerts are not. */
export function record(draft: Draft, alert: Alert, stage: AlertStage): void {
  if (!isTest(alert)) draft.records.set(alert.alertId, { alert, stage });
}
