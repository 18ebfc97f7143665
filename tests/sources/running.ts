/** Runs a real source, found by its URL, with short waits, and gathers what it says. */
import { findSource } from '../../electron/sources/registry.ts';
import { type RunnerStatus, runSource, systemClock } from '../../electron/sources/runner.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import { NO_CONTEXT } from '../../electron/sources/source.ts';
import type { Rejection, SourceContext } from '../../electron/sources/source.ts';

export function running(text: string, context: Partial<SourceContext> = {}) {
  const found = findSource(text);
  if (!found.ok) throw new Error(found.message);
  const raws: unknown[] = [];
  const frames: GiftFrame[] = [];
  const rejections: Rejection[] = [];
  const statuses: RunnerStatus[] = [];
  let tests = 0;
  const source = runSource({
    ...found,
    context: { ...NO_CONTEXT, ...context },
    clock: systemClock,
    random: () => 0.1,
    onStatus: (status) => statuses.push(status),
    onFrame: (raw, normalised) => {
      raws.push(raw);
      frames.push(...normalised.frames);
      rejections.push(...normalised.rejections);
      tests += normalised.tests ?? 0;
    },
  });
  return {
    raws,
    frames,
    rejections,
    statuses,
    tests: () => tests,
    /** How many connections or attempts have ended so far. */
    ends: () => statuses.filter(({ nextAttemptAtMs }) => nextAttemptAtMs !== null).length,
    state: () => source.status().state,
    stop: () => source.stop(),
    status: () => source.status(),
  };
}
