/** What was refused or contradicted itself: the newest are kept to be looked at, all are counted. */
import type { Problem } from '../../shared/contract/states.ts';
import type { Db } from './open.ts';

const KEPT = 1_000;

/** Prepares the statements that record problems. */
export function problemStatements(db: Db) {
  const insert = db.prepare(
    'INSERT INTO problem (kind, at, source, code, message, excerpt) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const trim = db.prepare('DELETE FROM problem WHERE problem_no <= ?');
  const count = db.prepare(
    `INSERT INTO problem_count (kind, source, code, n) VALUES (?, ?, ?, 1)
     ON CONFLICT DO UPDATE SET n = n + 1`,
  );
  return {
    add(problem: Omit<Problem, 'id'>): void {
      const { lastInsertRowid } = insert.run(
        problem.kind,
        problem.atMs,
        problem.source,
        problem.code,
        problem.message,
        problem.excerpt,
      );
      trim.run(Number(lastInsertRowid) - KEPT);
      count.run(problem.kind, problem.source, problem.code);
    },
  };
}

export type Problems = ReturnType<typeof problemStatements>;
