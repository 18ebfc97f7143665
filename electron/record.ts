/** Joins the recorder with its setting, the bus and the erasure of people. */
import type { Outcome } from '../shared/contract/index.ts';
import type { Bus } from './bus.ts';
import type { LedgerClient } from './ledger/client.ts';
import { readErasures } from './ledger/erasure.ts';
import { deleteRecordings, hasRecordingBefore } from './recordings/files.ts';
import { RECORDING_LIMITS, createRecorder } from './recordings/recorder.ts';
import type { Recorder } from './recordings/recorder.ts';

const SETTING = 'recording';

export interface Recording {
  readonly recorder: Recorder;
  /** Turns it on or off, and remembers that. */
  set(on: boolean): Promise<Outcome>;
}

export interface RecordingParts {
  readonly dataDir: string;
  readonly ledger: LedgerClient;
  readonly bus: Bus;
  /** For this start, whatever is remembered. */
  readonly asked: boolean;
  readonly onError: (error: unknown) => void;
}

/** Begins to record when that is asked for or remembered. */
export async function startRecording(parts: RecordingParts): Promise<Recording> {
  const { dataDir, ledger, bus, onError } = parts;
  finishErasures(dataDir);
  const recorder = createRecorder({
    dataDir,
    limits: RECORDING_LIMITS,
    now: () => Date.now(),
    onState: (state) => bus.publish('recording', state),
    onError,
  });
  bus.subscribe('erased', () => {
    recorder.forget().catch(onError);
  });
  const remembered = (await ledger.app('readSetting', SETTING)) === 'true';
  if (parts.asked || remembered) recorder.turn(true);
  return {
    recorder,
    async set(on) {
      recorder.turn(on);
      await ledger.app('writeSetting', SETTING, JSON.stringify(on));
      return { ok: true };
    },
  };
}

/** A crash may have come between an erasure and the end of the recordings. */
function finishErasures(dataDir: string): void {
  const erasedAtMs = Math.max(0, ...readErasures(dataDir).map(({ atMs }) => atMs));
  if (hasRecordingBefore(dataDir, erasedAtMs)) deleteRecordings(dataDir);
}
