/** The marks that a recorded run leaves in its log, each followed by the batch's number. */
import type { DiskRecord } from './log.ts';

export const BEGUN = 'begun ';
export const ACKNOWLEDGED = 'acknowledged ';

export interface Progress {
  readonly begun: number;
  readonly acknowledged: number;
}

/** How far a run has come with this record. */
export function progressed(progress: Progress, record: DiskRecord): Progress {
  if (record.type !== 'marked') return progress;
  const { text } = record;
  if (text.startsWith(BEGUN)) return { ...progress, begun: Number(text.slice(BEGUN.length)) };
  return { ...progress, acknowledged: Number(text.slice(ACKNOWLEDGED.length)) };
}
