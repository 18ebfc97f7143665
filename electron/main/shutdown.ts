/**
 * Leaving cleanly: whatever asks the app to quit (menu, tray, system, signal), the companion is stopped
 * first, and the app leaves within five seconds even if that fails.
 */
import { app } from 'electron';
import { logShell } from './log.ts';

const STOP_WITHIN_MS = 5_000;
/** The command line's code for "could not". */
const EXIT_COULD_NOT = 3;

/**
 * Installs the way out.
 *
 * @param stop - stops the companion, whatever state it is in
 * @returns whether the app is on its way out
 */
export function installShutdown(stop: () => Promise<void>): () => boolean {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    void stopInTime(stop).then((clean) => {
      state = 'stopped';
      if (clean) app.quit();
      else app.exit(EXIT_COULD_NOT);
    });
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => app.quit());
  return () => state !== 'running';
}

async function stopInTime(stop: () => Promise<void>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), STOP_WITHIN_MS);
  try {
    const clean = await Promise.race([stop().then(() => true), late.promise]);
    if (!clean) logShell('error', 'stop-too-slow', { limitMs: STOP_WITHIN_MS });
    return clean;
  } catch (error) {
    logShell('error', 'stop-failed', { why: String(error) });
    return false;
  } finally {
    clearTimeout(timer);
  }
}
