/**
 * How long raw frames are kept. Old ones go at the start and then every few hours, some at a time, so that no
 * gift waits for it. No figure depends on them.
 */
import type { Outcome } from '../../shared/contract/index.ts';
import { retentionSchema } from '../../shared/contract/money.ts';
import type { LedgerClient } from '../ledger/client.ts';

const SETTING = 'evidence.days';
const DEFAULT_DAYS = 365;
const DAY_MS = 86_400_000;
const EVERY_MS = 6 * 3_600_000;
/** Between two steps: live gifts are written, and the log is folded into the file. */
const BREATH_MS = 100;

export interface EvidenceTimers {
  now(): number;
  /** Returns the function that cancels it. */
  setTimeout(run: () => void, delayMs: number): () => void;
}

export interface EvidenceApi {
  retention(): Promise<{ days: number | null }>;
  setRetention(days: number | null): Promise<Outcome>;
  /** Begins to let go of what is too old. */
  start(): void;
  stop(): void;
}

export function createEvidenceApi(
  ledger: LedgerClient,
  timers: EvidenceTimers,
  onError: (error: unknown) => void,
): EvidenceApi {
  let cancel: (() => void) | null = null;
  let stopped = false;

  async function retention(): Promise<{ days: number | null }> {
    const text = await ledger.app('readSetting', SETTING);
    return text === null ? { days: DEFAULT_DAYS } : { days: retentionOf(text) };
  }

  function plan(run: () => Promise<void>, delayMs: number): void {
    if (stopped) return;
    cancel?.();
    cancel = timers.setTimeout(() => {
      run().catch((error: unknown) => {
        if (stopped) return;
        onError(error);
        plan(step, EVERY_MS);
      });
    }, delayMs);
  }

  /** One step, then another soon while there is more, else much later. */
  async function step(): Promise<void> {
    const { days } = await retention();
    const beforeMs = days === null ? 0 : timers.now() - days * DAY_MS;
    const more = days !== null && (await ledger.query('evidenceBefore', { beforeMs }));
    if (more) await ledger.submit([{ type: 'pruneEvidence', beforeMs }]);
    plan(step, more ? BREATH_MS : EVERY_MS);
  }

  return {
    retention,
    async setRetention(days) {
      await ledger.app('writeSetting', SETTING, JSON.stringify(days));
      if (cancel !== null) plan(step, 0);
      return { ok: true };
    },
    start: () => plan(step, 0),
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/** What stands in the file, or the default when it is not ours: evidence must not go because of a damaged word. */
function retentionOf(text: string): number | null {
  try {
    return retentionSchema.parse({ days: JSON.parse(text) as unknown }).days;
  } catch {
    return DEFAULT_DAYS;
  }
}
