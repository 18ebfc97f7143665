/** The recordings of a data folder: where they lie, how large they are, and their end. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const EXTENSION = '.ndjson';

export interface RecordingFile {
  readonly path: string;
  readonly bytes: number;
  /** Last written to, Unix ms. */
  readonly changedAtMs: number;
}

export function recordingsFolder(dataDir: string): string {
  return join(dataDir, 'recordings');
}

/** Path of a new recording: sorted by name they are sorted by time. */
export function recordingPath(dataDir: string, startedAtMs: number): string {
  const name = new Date(startedAtMs).toISOString().replaceAll(':', '-').replace('.', '-');
  return join(recordingsFolder(dataDir), `${name}${EXTENSION}`);
}

/** Oldest first; none when there is no such folder. */
export function listRecordings(dataDir: string): readonly RecordingFile[] {
  return namesIn(recordingsFolder(dataDir)).map((name) => {
    const path = join(recordingsFolder(dataDir), name);
    const { size, mtimeMs } = statSync(path);
    return { path, bytes: size, changedAtMs: Math.round(mtimeMs) };
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(EXTENSION))
      .sort();
  } catch {
    return [];
  }
}

/** Removes the oldest until no more than `mostBytes` are left. */
export function pruneRecordings(dataDir: string, mostBytes: number): void {
  const files = listRecordings(dataDir);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    if (bytes <= mostBytes) return;
    rmSync(file.path, { force: true });
    bytes -= file.bytes;
  }
}

/** Whether a recording was begun before this, Unix ms. */
export function hasRecordingBefore(dataDir: string, atMs: number): boolean {
  const [oldest] = namesIn(recordingsFolder(dataDir));
  return (
    oldest !== undefined && join(recordingsFolder(dataDir), oldest) < recordingPath(dataDir, atMs)
  );
}

/** Removes every recording. Returns how many there were. */
export function deleteRecordings(dataDir: string): number {
  const { length } = namesIn(recordingsFolder(dataDir));
  rmSync(recordingsFolder(dataDir), { recursive: true, force: true });
  return length;
}
