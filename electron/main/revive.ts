/** A page whose process died is loaded again, but not for ever: a page that dies at once stays down. */
import type { WebContents } from 'electron';
import { logShell } from './log.ts';

const MAX_REVIVALS = 3;
const WITHIN_MS = 60_000;

/** Watches one page from now on. */
export function reviveAfterCrash(contents: WebContents, name: string): void {
  let revivals: readonly number[] = [];
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = performance.now();
    revivals = revivals.filter((at) => now - at < WITHIN_MS);
    const revived = revivals.length < MAX_REVIVALS;
    logShell('error', 'page-died', { name, reason, revived });
    if (!revived) return;
    revivals = [...revivals, now];
    contents.reload();
  });
}
