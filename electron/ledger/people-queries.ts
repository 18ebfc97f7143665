/** Named queries about supporters. */
import type { PersonHit } from '../../shared/contract/money.ts';
import { displayText } from '../../shared/text.ts';
import type { Db } from './open.ts';

interface StoredPerson {
  readonly personNo: number;
  readonly platform: string;
  readonly platformId: string | null;
  readonly handle: string | null;
  readonly name: string | null;
}

export const peopleQueries = {
  /**
   * Whose name or handle holds the text (in any case, for ASCII), or whose platform id or number it is: those
   * first, then the newest, below `beforePersonNo`. The forgotten are not among them.
   */
  people(
    db: Db,
    asked: {
      readonly text: string;
      readonly limit: number;
      readonly beforePersonNo?: number | null | undefined;
    },
  ): PersonHit[] {
    const text = asked.text.trim();
    const found = db
      .prepare(
        `SELECT person_no AS personNo, platform, platform_id AS platformId, handle, name FROM person
         WHERE person_no < @below AND salt IS NOT NULL AND (name LIKE @like ESCAPE '\\' OR handle LIKE @like ESCAPE '\\'
           OR platform_id = @handle OR handle = @handle OR person_no = @number)
         ORDER BY person_no = @number DESC, platform_id = @handle DESC, person_no DESC LIMIT @limit`,
      )
      .all({
        below: asked.beforePersonNo ?? Number.MAX_SAFE_INTEGER,
        limit: asked.limit,
        like: `%${text.replace(/[\\%_]/g, '\\$&')}%`,
        handle: text.replace(/^@/, ''),
        number: /^\d{1,15}$/.test(text) ? Number(text) : -1,
      }) as StoredPerson[];
    const totals = db
      .prepare('SELECT unit, gifts, units FROM supporter WHERE person_no = ? ORDER BY unit')
      .safeIntegers();
    return found.map(({ name, handle, ...person }) => ({
      ...person,
      name: displayText(name ?? handle ?? ''),
      handle: handle === null ? null : displayText(handle),
      totals: (totals.all(person.personNo) as { unit: string; gifts: bigint; units: bigint }[]).map(
        (total) => ({ ...total, gifts: Number(total.gifts) }),
      ),
    }));
  },

  /** Whether frames older than this are still kept. */
  evidenceBefore(db: Db, asked: { readonly beforeMs: number }): boolean {
    return (
      db.prepare('SELECT 1 FROM evidence WHERE at < ? LIMIT 1').pluck().get(asked.beforeMs) !==
      undefined
    );
  },
};
