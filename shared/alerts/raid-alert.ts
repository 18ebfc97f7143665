/** Raids among the alerts: welcomed in their turn, unless the creator wants quiet or looks at everything first. */
import type { Raid } from '../raid.ts';
import { displayText } from '../text.ts';
import { MAX_QUEUED, MAX_QUEUED_RAIDS } from './limits.ts';
import { admit } from './places.ts';
import type { Draft } from './queue-state.ts';

/** Nothing was given, so a raid that finds no place is let go: it never takes one from a gift. */
export function welcome(draft: Draft, raid: Raid, nowMs: number): void {
  const { quiet, holdAll } = draft.settings;
  const raids = draft.queued.filter(({ type }) => type === 'raid');
  const isFull = draft.queued.length >= MAX_QUEUED || raids.length >= MAX_QUEUED_RAIDS;
  if (quiet || holdAll || isFull) return;
  draft.unkept += 1;
  const { platform, viewers } = raid;
  admit(
    draft,
    {
      type: 'raid',
      alertId: `raid:${draft.unkept}`,
      seq: draft.lastSeq,
      queuedAtMs: nowMs,
      air: null,
      replay: false,
      senderName: displayText(raid.senderName ?? ''),
      ...{ platform, viewers },
    },
    nowMs,
  );
}
