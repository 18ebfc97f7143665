/** Figures that a platform reported, kept as they were reported: a later one for the same span supersedes. */
import type { NewStatement } from './commands.ts';
import type { Db } from './open.ts';

/** Prepares the statement that keeps a reported figure. */
export function statementWriter(db: Db): (statement: NewStatement) => void {
  const insert = db.prepare(
    `INSERT INTO statement (platform, unit, from_at, to_at, session_no, units, recorded_at, note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (statement) => {
    insert.run(
      statement.platform,
      statement.unit,
      statement.fromMs,
      statement.toMs,
      statement.sessionNo,
      statement.units,
      statement.recordedAtMs,
      statement.note,
    );
  };
}
