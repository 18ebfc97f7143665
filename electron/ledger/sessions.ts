/** Sessions: opened by hand, by OBS or by the first live gift. By hand beats OBS beats gift. */
import type { Session } from '../../shared/contract/states.ts';
import type { SessionOpener } from './commands.ts';
import type { Db } from './open.ts';

/** The session at hand inside a transaction, and whether this transaction opened it. */
export interface SessionChange {
  readonly open: Session | null;
  readonly opened: boolean;
}

export const SESSION_COLUMNS =
  'session_no AS sessionNo, title, opened_at AS openedAtMs, closed_at AS closedAtMs, opened_by AS openedBy';

/** Prepares the statements that write sessions. */
export function sessionStatements(db: Db) {
  const selectOpen = db.prepare(
    `SELECT ${SESSION_COLUMNS} FROM session WHERE closed_at IS NULL ORDER BY session_no DESC LIMIT 1`,
  );
  const insert = db.prepare('INSERT INTO session (title, opened_at, opened_by) VALUES (?, ?, ?)');
  const takeOver = db.prepare('UPDATE session SET title = ?, opened_by = ? WHERE session_no = ?');
  const selectLastClose = db.prepare('SELECT max(closed_at) FROM session').pluck();
  const selectLastGift = db
    .prepare(
      `SELECT max(last_at) FROM gift JOIN gift_identity USING (gift_no) WHERE gift.session_no = ?`,
    )
    .pluck();
  const close = db.prepare(
    'UPDATE session SET closed_at = max(opened_at, ?) WHERE session_no = ? AND closed_at IS NULL',
  );

  function open(facts: {
    readonly title: string;
    readonly by: SessionOpener;
    readonly atMs: number;
  }): Session {
    const { lastInsertRowid } = insert.run(facts.title, facts.atMs, facts.by);
    return {
      sessionNo: Number(lastInsertRowid),
      title: facts.title,
      openedAtMs: facts.atMs,
      closedAtMs: null,
      openedBy: facts.by,
    };
  }

  return {
    open,
    readOpen(): Session | null {
      return (selectOpen.get() as Session | undefined) ?? null;
    },
    /** A live gift outside a session opens one; a webhook tip never does. */
    forGift(
      session: SessionChange,
      gift: { readonly live: boolean; readonly atMs: number },
    ): SessionChange {
      if (session.open !== null || !gift.live) return session;
      return { open: open({ title: '', by: 'gift', atMs: gift.atMs }), opened: true };
    },
    takeOver(
      session: Session,
      by: { readonly title: string; readonly by: SessionOpener },
    ): Session {
      const title = by.title === '' ? session.title : by.title;
      takeOver.run(title, by.by, session.sessionNo);
      return { ...session, title, openedBy: by.by };
    },
    /** `atMs`, but not before the last session's end: two sessions never share a moment. */
    afterLast(atMs: number): number {
      return Math.max(atMs, (selectLastClose.get() as number | null) ?? atMs);
    },
    /** When a gift of the session was last heard of; null without one. */
    lastGiftAt(sessionNo: number): number | null {
      return selectLastGift.get(sessionNo) as number | null;
    },
    close(sessionNo: number, atMs: number): void {
      close.run(atMs, sessionNo);
    },
  };
}

export type Sessions = ReturnType<typeof sessionStatements>;

/** The open session, else the last one, else null. */
export function readCurrentSession(db: Db): Session | null {
  const row = db
    .prepare(
      `SELECT ${SESSION_COLUMNS} FROM session ORDER BY (closed_at IS NULL) DESC, session_no DESC LIMIT 1`,
    )
    .get() as Session | undefined;
  return row ?? null;
}

export function readSession(db: Db, sessionNo: number): Session | null {
  const row = db
    .prepare(`SELECT ${SESSION_COLUMNS} FROM session WHERE session_no = ?`)
    .get(sessionNo) as Session | undefined;
  return row ?? null;
}

/** Sessions that touch a period, oldest first; one that is open goes on until now. */
export function sessionsWithin(
  db: Db,
  fromMs: number,
  toMs: number,
  nowMs: number,
): readonly Session[] {
  return db
    .prepare(
      `SELECT ${SESSION_COLUMNS} FROM session WHERE opened_at < ? AND coalesce(closed_at, max(opened_at, ?)) > ?
       ORDER BY session_no`,
    )
    .all(toMs, nowMs, fromMs) as Session[];
}
