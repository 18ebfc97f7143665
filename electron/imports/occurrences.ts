/** Counts equal lines: what has no id of its own is told apart by its content and its number among equals. */
import { createHash } from 'node:crypto';
import type { Fault } from './table.ts';

/** Some 100 bytes are kept for each; a statement of more lines than this has ids. */
const MOST_COUNTED = 1_000_000;

export interface Occurrence {
  /** Of the content; 128 bits. */
  readonly hash: string;
  /** From 1. */
  readonly number: number;
}

export function occurrenceCounter() {
  const counts = new Map<string, number>();
  return (content: readonly unknown[]): Occurrence | Fault => {
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
    const number = (counts.get(hash) ?? 0) + 1;
    if (number === 1 && counts.size >= MOST_COUNTED) {
      return {
        code: 'too_many_without_id',
        message: `More than ${MOST_COUNTED} lines without an id cannot be told apart. Split the file.`,
      };
    }
    counts.set(hash, number);
    return { hash, number };
  };
}
