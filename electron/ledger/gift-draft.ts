/**
 * A gift while a transaction is being made: what stood before, what the frames of this commit add to it.
 * Loading and saving of the registers `person` and `gift_identity` lives here.
 */
import { randomBytes } from 'node:crypto';
import { EMPTY_COUNTER } from '../../shared/ledger/counter.ts';
import type { CounterState, GiftStatus } from '../../shared/ledger/counter.ts';
import type { GiftFrame, GiftKind } from '../../shared/gift.ts';
import type { Db } from './open.ts';

export interface PersonDraft {
  readonly personNo: number;
  readonly platformId: string | null;
  readonly salt: Uint8Array | null;
  handle: string | null;
  name: string | null;
}

export interface GiftDraft {
  readonly giftNo: number;
  readonly giftKey: string;
  readonly salt: Uint8Array | null;
  readonly isNew: boolean;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly unit: string;
  readonly person: PersonDraft | null;
  readonly before: { readonly count: number; readonly units: number; readonly status: GiftStatus };
  /** When it counts: its own time, or the end of the lock that this lay in when the gift was first seen. */
  readonly effectiveAtMs: number;
  readonly late: boolean;
  readonly sessionNo: number | null;
  state: CounterState;
  unitsEach: number | null;
  giftName: string | null;
  receiverId: string | null;
  sources: readonly string[];
  firstAtMs: number;
  lastAtMs: number;
  occurredAtMs: number | null;
  observedAtMs: number;
  /** Source of the newest frame; names the journal row's source. */
  source: string;
  clockOff: boolean;
  lastSeq: number;
  /** Register fields changed although the count did not. */
  identityChanged: boolean;
}

interface StoredGift {
  readonly giftNo: number;
  readonly salt: Uint8Array | null;
  readonly giftName: string | null;
  readonly receiverId: string | null;
  readonly sources: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly announced: number;
  readonly children: number;
  readonly childMonths: number;
  readonly clockOff: number;
  readonly platform: string;
  readonly kind: GiftKind;
  readonly giftId: string | null;
  readonly personNo: number | null;
  readonly unit: string;
  readonly unitsEach: number | null;
  readonly quantity: number;
  readonly units: number;
  readonly status: GiftStatus;
  readonly effectiveAtMs: number;
  readonly sessionNo: number | null;
  readonly lastSeq: number;
  readonly giftKey: string;
}

const SALT_BYTES = 16;
const SALTS_AT_ONCE = 256;

/** Fresh salts, drawn in bulk: asking the system for each would cost more than all else of a new gift. */
function saltSource(): () => Uint8Array {
  let pool = Buffer.alloc(0);
  return () => {
    if (pool.length < SALT_BYTES) pool = randomBytes(SALT_BYTES * SALTS_AT_ONCE);
    const salt = pool.subarray(0, SALT_BYTES);
    pool = pool.subarray(SALT_BYTES);
    return salt;
  };
}

/** Prepares the register statements. The numbering of new people and gifts starts where the file ends. */
export function registers(db: Db) {
  // Most look-ups are for gifts that are new; asking for the number first makes the miss cheap.
  const numberOf = db.prepare('SELECT gift_no FROM gift_identity WHERE gift_key = ?').pluck();
  const byNo = db.prepare(
    `SELECT i.gift_no AS giftNo, i.gift_key AS giftKey, i.salt, i.gift_name AS giftName,
       i.receiver_id AS receiverId, i.sources, i.first_at AS firstAtMs, i.last_at AS lastAtMs, i.announced,
       i.children, i.child_months AS childMonths, i.clock_off AS clockOff, g.platform, g.kind,
       g.gift_id AS giftId, g.person_no AS personNo, g.unit, g.units_each AS unitsEach, g.quantity, g.units,
       g.status, g.effective_at AS effectiveAtMs, g.session_no AS sessionNo, g.last_seq AS lastSeq
     FROM gift_identity i JOIN gift g USING (gift_no) WHERE i.gift_no = ?`,
  );
  const personById = db.prepare(
    'SELECT person_no AS personNo, platform_id AS platformId, salt, handle, name FROM person WHERE platform = ? AND platform_id = ?',
  );
  const personByNo = db.prepare(
    'SELECT person_no AS personNo, platform_id AS platformId, salt, handle, name FROM person WHERE person_no = ?',
  );
  const insertPerson = db.prepare(
    'INSERT INTO person (person_no, platform, platform_id, handle, name, salt) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const renamePerson = db.prepare('UPDATE person SET handle = ?, name = ? WHERE person_no = ?');
  const saveIdentity = db.prepare(
    `INSERT INTO gift_identity (gift_no, gift_key, salt, gift_name, receiver_id, sources, first_at, last_at,
       announced, children, child_months, clock_off) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (gift_no) DO UPDATE SET gift_name = excluded.gift_name, receiver_id = excluded.receiver_id,
       sources = excluded.sources, first_at = excluded.first_at, last_at = excluded.last_at,
       announced = excluded.announced, children = excluded.children, child_months = excluded.child_months`,
  );
  const maxPerson = db.prepare('SELECT coalesce(max(person_no), 0) FROM person').pluck();
  const giftsOf = db
    .prepare('SELECT coalesce(sum(gifts), 0) FROM supporter WHERE person_no = ?')
    .pluck();
  const newSalt = saltSource();
  const maxGift = db.prepare('SELECT coalesce(max(gift_no), 0) FROM gift_identity').pluck();

  function draftOf(stored: StoredGift): GiftDraft {
    return {
      giftNo: stored.giftNo,
      giftKey: stored.giftKey,
      salt: stored.salt,
      isNew: false,
      platform: stored.platform,
      kind: stored.kind,
      giftId: stored.giftId,
      unit: stored.unit,
      person:
        stored.personNo === null
          ? null
          : ((personByNo.get(stored.personNo) as PersonDraft | undefined) ?? null),
      before: { count: stored.quantity, units: stored.units, status: stored.status },
      effectiveAtMs: stored.effectiveAtMs,
      late: false,
      sessionNo: stored.sessionNo,
      state: {
        count: stored.quantity,
        status: stored.status,
        announced: stored.announced,
        children: stored.children,
        childMonths: stored.childMonths,
      },
      unitsEach: stored.unitsEach,
      giftName: stored.giftName,
      receiverId: stored.receiverId,
      sources: JSON.parse(stored.sources) as string[],
      firstAtMs: stored.firstAtMs,
      lastAtMs: stored.lastAtMs,
      occurredAtMs: null,
      observedAtMs: stored.lastAtMs,
      source: '',
      clockOff: stored.clockOff !== 0,
      lastSeq: stored.lastSeq,
      identityChanged: false,
    };
  }

  function loadGift(giftNo: number): GiftDraft | undefined {
    const stored = byNo.get(giftNo) as StoredGift | undefined;
    return stored === undefined ? undefined : draftOf(stored);
  }

  return {
    /** Highest numbers in the file; the caller counts on from there inside its transaction. */
    highest(): { readonly personNo: number; readonly giftNo: number } {
      return { personNo: maxPerson.get() as number, giftNo: maxGift.get() as number };
    },
    findGift(giftKey: string): GiftDraft | undefined {
      const giftNo = numberOf.get(giftKey) as number | undefined;
      return giftNo === undefined ? undefined : loadGift(giftNo);
    },
    loadGift,
    /** Gifts of a supporter that the projections hold. */
    giftsOf: (personNo: number): number => giftsOf.get(personNo) as number,
    /** The person behind a frame: found by platform id, or new. Null when the frame says nothing of them. */
    findPerson(frame: GiftFrame, nextNo: () => number): PersonDraft | null {
      const { id, handle, name } = frame.sender;
      if (id === null && handle === null && name === null) return null;
      if (id !== null) {
        const known = personById.get(frame.platform, id) as PersonDraft | undefined;
        if (known !== undefined) return known;
      }
      const person = {
        personNo: nextNo(),
        platformId: id,
        salt: newSalt(),
        handle,
        name,
      };
      insertPerson.run(person.personNo, frame.platform, id, handle, name, person.salt);
      return person;
    },
    /** Keeps the newest names; a frame without them changes nothing. */
    rename(person: PersonDraft, frame: GiftFrame): void {
      const handle = frame.sender.handle ?? person.handle;
      const name = frame.sender.name ?? person.name;
      if (handle === person.handle && name === person.name) return;
      person.handle = handle;
      person.name = name;
      renamePerson.run(handle, name, person.personNo);
    },
    newGift(
      frame: GiftFrame,
      facts: {
        readonly giftNo: number;
        readonly person: PersonDraft | null;
        /** Its own time, and the one that it is booked for. */
        readonly atMs: number;
        readonly effectiveAtMs: number;
        readonly observedAtMs: number;
        readonly sessionNo: number | null;
        readonly source: string;
        readonly clockOff: boolean;
      },
    ): GiftDraft {
      const { atMs, ...rest } = facts;
      return {
        ...rest,
        late: rest.effectiveAtMs !== atMs,
        giftKey: frame.giftKey,
        salt: newSalt(),
        isNew: true,
        platform: frame.platform,
        kind: frame.kind,
        giftId: frame.gift.id,
        unit: frame.unit,
        before: { count: 0, units: 0, status: 'open' },
        state: EMPTY_COUNTER,
        unitsEach: frame.unitsEach,
        giftName: frame.gift.name,
        receiverId: frame.receiverId,
        sources: [],
        firstAtMs: atMs,
        lastAtMs: atMs,
        occurredAtMs: frame.occurredAtMs,
        lastSeq: 0,
        identityChanged: true,
      };
    },
    save(gift: GiftDraft): void {
      saveIdentity.run(
        gift.giftNo,
        gift.giftKey,
        gift.salt,
        gift.giftName,
        gift.receiverId,
        JSON.stringify(gift.sources),
        gift.firstAtMs,
        gift.lastAtMs,
        gift.state.announced,
        gift.state.children,
        gift.state.childMonths,
        gift.clockOff ? 1 : 0,
      );
    },
  };
}

export type Registers = ReturnType<typeof registers>;

/** Worth of a gift as it stands, in its unit; null while its price is unknown. */
export function worthOf(gift: GiftDraft): number | null {
  return gift.unitsEach === null ? null : gift.state.count * gift.unitsEach;
}
