/** How a program under the recorder speaks to it: words written to a file that the recorder keeps for itself. */
import { openSync, readFileSync, writeSync } from 'node:fs';

/** The environment that `recorder.c` reads; all paths absolute and real. */
export const RECORDER_ENV = {
  folder: 'DISK_RECORDER_FOLDER',
  log: 'DISK_RECORDER_LOG',
  control: 'DISK_RECORDER_CONTROL',
} as const;

export interface Fault {
  /** The I/O call that fails, counted from 1 from now on. */
  readonly at: number;
  readonly errno: 'ENOSPC' | 'EIO';
  /** Whether all later calls fail as well, until `work`. */
  readonly lasts: boolean;
}

export interface RecorderControl {
  /** Puts a mark between what was done before and what is done after. */
  mark(text: string): void;
  fail(fault: Fault): void;
  /** No more faults. */
  work(): void;
  /** Does something whose I/O neither fails nor counts. */
  aside<T>(act: () => T): T;
  /** I/O calls that were made to fail since the last `fail`. */
  struck(): number;
}

/** The same on every Linux. */
const NUMBERS = { EIO: 5, ENOSPC: 28 } as const satisfies Record<Fault['errno'], number>;

/** To be called once, inside the recorded program. */
export function recorderControl(): RecorderControl {
  const path = process.env[RECORDER_ENV.control];
  if (path === undefined) throw new Error('This program runs under the disk recorder only.');
  const fd = openSync(path, 'r+');
  return {
    mark: (text) => void writeSync(fd, `mark ${text}`),
    fail({ at, errno, lasts }) {
      writeSync(fd, `fail ${at} ${NUMBERS[errno]} ${lasts ? 'on' : 'once'}`);
    },
    work: () => void writeSync(fd, 'work'),
    aside(act) {
      writeSync(fd, 'pause');
      try {
        return act();
      } finally {
        writeSync(fd, 'resume');
      }
    },
    struck: () => Number(readFileSync(path, 'utf8').split(' ')[1]),
  };
}
