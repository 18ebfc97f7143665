/**
 * Writes what sources send to files, as they sent it, for reports of faults. It only ever listens: whatever goes
 * wrong here ends the recording with words, and no gift waits for it.
 */
import { mkdir, open, statfs } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { type RecordedLine, headerLine, recordedLine } from '../sources/recording.ts';
import { deleteRecordings, pruneRecordings, recordingPath, recordingsFolder } from './files.ts';

/** Bytes. */
export interface RecordingLimits {
  /** A file that has grown so large is followed by another. */
  readonly file: number;
  /** All files together; the oldest go first. */
  readonly total: number;
  /** Waiting for a slow disk in memory; more ends the recording. */
  readonly waiting: number;
  /** Left to the ledger on the disk: with less, nothing is recorded. */
  readonly free: number;
}

const MIB = 1_048_576;
export const RECORDING_LIMITS: RecordingLimits = {
  file: 20 * MIB,
  total: 200 * MIB,
  waiting: 16 * MIB,
  free: 256 * MIB,
};

export interface RecordingState {
  readonly on: boolean;
  /** Why it ended by itself, for a person; null when it did not. */
  readonly failure: string | null;
}

export interface Recorder {
  state(): RecordingState;
  /** On begins a new file, also after a failure. */
  turn(on: boolean): void;
  connected(source: string, scheme: string): void;
  ended(source: string, scheme: string, reason: string): void;
  frame(source: string, scheme: string, raw: unknown): void;
  /** Somebody was erased: nothing is kept that may tell of them. Resolves when every file is gone. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export interface RecorderParts {
  readonly dataDir: string;
  readonly limits: RecordingLimits;
  readonly now: () => number;
  readonly onState: (state: RecordingState) => void;
  readonly onError: (error: unknown) => void;
}

interface OpenFile {
  readonly handle: FileHandle;
  bytes: number;
}

/** Off until it is turned on. */
export function createRecorder(parts: RecorderParts): Recorder {
  const { dataDir, limits, now, onError } = parts;
  let state: RecordingState = { on: false, failure: null };
  let file: OpenFile | null = null;
  let waiting: string[] = [];
  let waitingBytes = 0;
  /** Until the files are gone nothing new goes into them. */
  let forgetting = false;
  /** Whatever touches the disk, one after the other. */
  let work: Promise<void> = Promise.resolve();
  /** Sources that are connected, for files that begin in the midst of it. */
  const up = new Map<string, string>();

  function tell(next: RecordingState): void {
    state = next;
    parts.onState(state);
  }

  function queue(task: () => Promise<void>): Promise<void> {
    work = work.then(task).catch((error: unknown) => {
      if (state.on) fail(wordsFor(error));
      else onError(error);
    });
    return work;
  }

  function fail(why: string): void {
    clearWaiting();
    tell({ on: false, failure: `${why} Gifts are booked as before; what was recorded is kept.` });
    void queue(close);
  }

  function clearWaiting(): void {
    waiting = [];
    waitingBytes = 0;
  }

  function write(recorded: Exclude<RecordedLine, { type: 'header' | 'broken' }>): void {
    if (!state.on) return;
    let text: string;
    try {
      text = recordedLine(recorded);
    } catch (error) {
      // No source hands over what JSON cannot hold; if one did, its frame is what is lost.
      onError(error);
      return;
    }
    const idle = waiting.length === 0;
    waiting.push(text);
    waitingBytes += Buffer.byteLength(text);
    if (waitingBytes > limits.waiting) fail('The disk is too slow for a recording.');
    else if (idle) void queue(drain);
  }

  /** Writes what has gathered meanwhile. */
  async function drain(): Promise<void> {
    if (waiting.length === 0 || forgetting) return;
    file ??= await begin();
    const bytes = Buffer.from(waiting.join(''));
    clearWaiting();
    await file.handle.appendFile(bytes);
    file.bytes += bytes.length;
    if (file.bytes >= limits.file) await close();
  }

  async function begin(): Promise<OpenFile> {
    await mkdir(recordingsFolder(dataDir), { recursive: true, mode: 0o700 });
    pruneRecordings(dataDir, limits.total - limits.file);
    const disk = await statfs(dataDir);
    if (disk.bavail * disk.bsize < limits.free) throw new NoRoom();
    const startedAtMs = now();
    const handle = await open(recordingPath(dataDir, startedAtMs), 'a', 0o600);
    const connections = [...up].map(([source, scheme]) =>
      recordedLine({ type: 'connected', t: startedAtMs, source, scheme }),
    );
    const text = headerLine(startedAtMs) + connections.join('');
    await handle.appendFile(text);
    return { handle, bytes: Buffer.byteLength(text) };
  }

  async function close(): Promise<void> {
    const closing = file;
    file = null;
    await closing?.handle.close();
  }

  return {
    state: () => state,
    turn(on) {
      if (on === state.on && state.failure === null) return;
      void queue(drain);
      void queue(close);
      tell({ on, failure: null });
    },
    connected(source, scheme) {
      write({ type: 'connected', t: now(), source, scheme });
      up.set(source, scheme);
    },
    ended(source, scheme, reason) {
      up.delete(source);
      write({ type: 'ended', t: now(), source, scheme, reason });
    },
    frame(source, scheme, raw) {
      write({ type: 'frame', t: now(), source, scheme, raw });
    },
    forget() {
      clearWaiting();
      forgetting = true;
      return queue(async () => {
        await close();
        deleteRecordings(dataDir);
        forgetting = false;
        await drain();
      });
    },
    async stop() {
      await queue(drain);
      await queue(close);
    },
  };
}

class NoRoom extends Error {}

function wordsFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (error instanceof NoRoom || code === 'ENOSPC' || code === 'EDQUOT') {
    return 'The disk is nearly full, so nothing is recorded any more.';
  }
  const words = error instanceof Error ? error.message : String(error);
  return `The recording could not be written (${words}).`;
}
