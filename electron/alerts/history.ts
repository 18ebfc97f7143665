/** Alerts with their receipts, as the dashboard lists them. */
import { decodeAlert } from '../../shared/alerts/stored.ts';
import { summaryPeople } from '../../shared/alerts/summary.ts';
import { faceOf } from '../../shared/alerts/view.ts';
import type { PastAlert } from '../../shared/contract/alert-desk.ts';
import type { FinishedAlert } from './store.ts';

/** The list's row of a stored alert; null when it cannot be read or has no receipt. */
export function pastAlert(row: FinishedAlert): PastAlert | null {
  const alert = decodeAlert(row.body);
  const { state: stage, reason, no, queuedAtMs, shownAtMs, endedAtMs } = row;
  if (alert === null || endedAtMs === null) return null;
  if (stage !== 'done' && stage !== 'missed' && stage !== 'hidden') return null;
  return {
    ...faceOf(alert),
    no,
    stage,
    reason,
    people: alert.type === 'summary' ? summaryPeople(alert) : null,
    ...{ queuedAtMs, shownAtMs, endedAtMs },
  };
}
