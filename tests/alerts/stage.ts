/** The queue on a stage: a hand-held clock, an overlay that paints, and gifts to throw at it. */
import type { AlertRecord } from '../../shared/alerts/alert.ts';
import type { AlertEvent } from '../../shared/alerts/queue.ts';
import { reduce } from '../../shared/alerts/queue.ts';
import { emptyQueue } from '../../shared/alerts/queue-state.ts';
import { nextDueMs } from '../../shared/alerts/timeline.ts';
import { pictureOf } from '../../shared/alerts/view.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import { T0, createCountingLedger } from './builders.ts';

/** A queue under a hand-held clock, with an overlay that paints everything unless told otherwise. */
export function createStage({ overlays = 1, paints = true } = {}) {
  let queue = emptyQueue(T0);
  let nowMs = T0;
  const records = new Map<string, AlertRecord>();
  const stage = {
    apply(event: AlertEvent) {
      const step = reduce(queue, event, nowMs);
      queue = step.queue;
      for (const record of step.records) records.set(record.alert.alertId, record);
      const onAir = queue.playing;
      if (paints && onAir?.air?.painted === false && queue.overlays > 0) {
        stage.apply({ type: 'painted', alertId: onAir.alertId });
      }
    },
    /** One commit per gift, as they trickle in. */
    commit(...gifts: readonly CommittedGift[]) {
      for (const gift of gifts) stage.commitTogether(gift);
    },
    commitTogether: (...gifts: readonly CommittedGift[]) =>
      stage.apply({ type: 'committed', gifts, catchUp: false }),
    /** Lets time pass as the engine does: from one due moment to the next. */
    pass(ms: number) {
      const until = nowMs + ms;
      for (;;) {
        const due = nextDueMs(queue);
        if (due === null || due > until) break;
        nowMs = Math.max(nowMs, due);
        stage.apply({ type: 'tick' });
      }
      nowMs = until;
    },
    sleep(ms: number) {
      nowMs += ms;
      stage.apply({ type: 'tick' });
    },
    queue: () => queue,
    view: () => pictureOf(queue).current,
    stageOf: (alertId: string) => records.get(alertId)?.stage,
    reasonOf: (alertId: string) => records.get(alertId)?.reason,
    records: () => [...records.values()],
    now: () => nowMs,
  };
  if (overlays > 0) stage.apply({ type: 'overlays', count: overlays });
  return stage;
}

/** `count` gifts of one piece each, from as many people. */
export function gifts(count: number, parts: Partial<CommittedGift> = {}): CommittedGift[] {
  const ledger = createCountingLedger();
  return Array.from({ length: count }, (_, at) => ledger.grow(at + 1, 1, parts));
}
