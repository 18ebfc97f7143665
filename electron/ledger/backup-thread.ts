/** The backup thread: makes one backup while the companion records, tells its folder or what went wrong, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { keepBackup } from './backup.ts';
import type { BackupOrder } from './backup.ts';

export interface BackupThreadData {
  readonly order: BackupOrder;
  /** An empty folder to make it in. */
  readonly part: string;
}

const port = parentPort;
if (port === null) throw new Error('backup-thread.ts runs as a worker thread only');
const { order, part } = workerData as BackupThreadData;
port.postMessage(await keepBackup(order, part));
