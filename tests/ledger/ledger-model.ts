/**
 * The ledger by the book, without storage: what `ledger.md` says, written the slow and obvious way. It keeps
 * all that was claimed and counts from scratch each time, so it shares no arithmetic with what it checks.
 */
import { OBS_SOURCE } from '../../electron/ledger/commands.ts';
import type {
  CommandOutcome,
  IncomingGift,
  LedgerCommand,
} from '../../electron/ledger/commands.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import type { Entry } from '../../shared/ledger/entries.ts';

const STREAK_MS = 10_000;
const BUNDLE_MS = 60_000;
const ABANDONED_MS = 30 * 60_000;
/** A stream that began so long after OBS was last seen live is another one. */
const SAME_STREAM_MS = 10_000;
const HOUR_MS = 3_600_000;

export interface ModelGift {
  readonly giftNo: number;
  readonly first: GiftFrame;
  readonly effectiveAtMs: number;
  readonly sessionNo: number | null;
  readonly claims: GiftFrame['counter'][];
  readonly sources: Set<string>;
  price: number | null;
  receiver: string | null;
  status: 'open' | 'settled' | 'unconfirmed' | 'reversed';
  heardMs: number;
  /** What was booked of it, and for when. */
  readonly bookings: Booking[];
  erased: boolean;
}

interface Booking {
  readonly atMs: number;
  readonly quantity: number;
  readonly units: number;
}

interface ModelLock {
  readonly seq: number;
  readonly fromMs: number;
  readonly toMs: number;
  released: boolean;
}

/** An entry that moves money or coins, where it is booked, and whether it still stands. */
interface ModelMovement {
  readonly seq: number;
  readonly entry: Extract<Entry, { readonly kind: 'income' | 'payout' }>;
  readonly atMs: number;
  reversed: boolean;
}

/** An outcome without the row and times that an entry got: the code of its refusal, or that it was taken. */
export type ModelOutcome = Exclude<CommandOutcome, object> | { readonly refusal: string | null };

/** What the journal says a row is about: the model keeps no journal of its own. */
export interface Rows {
  kindOf(seq: number): string | undefined;
  giftOf(seq: number): number | null;
  personOf(personNo: number): { readonly platform: string; readonly id: string | null } | undefined;
}

interface ModelSession {
  readonly sessionNo: number;
  readonly openedAtMs: number;
  openedBy: 'gift' | 'obs' | 'hand';
}

export interface Now {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export function countOf(gift: ModelGift): number {
  if (gift.status === 'reversed') return 0;
  const of = (type: GiftFrame['counter']['type']) =>
    gift.claims.filter((claim) => claim.type === type).map((claim) => claim.atLeast);
  const months = of('child');
  const unseen = Math.max(0, Math.max(0, ...of('announced')) - months.length);
  return Math.max(0, ...of('total'), months.reduce((sum, month) => sum + month, 0) + unseen);
}

export function unitsOf(gift: ModelGift): number {
  return gift.price === null ? 0 : countOf(gift) * gift.price;
}

export class LedgerModel {
  readonly gifts = new Map<string, ModelGift>();
  private readonly messages = new Map<string, string>();
  private connected = new Set<string>();
  private session: ModelSession | null = null;
  private sessions = 0;
  readonly movements: ModelMovement[] = [];
  private readonly rows: Rows;
  private locks: ModelLock[] = [];
  private readonly forgotten = new Set<number>();
  private told: number[] = [];
  private lastShown = new Map<number, string>();
  private lastSeenMs = -Infinity;
  private obsLiveMs: number | null = null;
  private unwatchedSinceMs: number | null;

  constructor(
    now: Now,
    rows: Rows = {
      kindOf: () => undefined,
      giftOf: () => null,
      personOf: () => undefined,
    },
  ) {
    this.unwatchedSinceMs = now.monotonicMs;
    this.rows = rows;
  }

  /** One commit; returns the outcomes and the numbers of the gifts that must be told of. */
  commit(
    commands: readonly LedgerCommand[],
    now: Now,
    seqOf: (command: number) => number = () => 0,
  ): { readonly outcomes: readonly ModelOutcome[]; readonly told: readonly number[] } {
    let outcomes: ModelOutcome[] = [];
    const told = this.transaction(now, () => {
      outcomes = commands.map((command, at) => this.apply(command, now, seqOf(at)));
    });
    return { outcomes, told };
  }

  /** What the silence of a while leads to. */
  sweep(now: Now): readonly number[] {
    const silent = [...this.gifts.values()].filter(
      (gift) =>
        gift.status === 'open' &&
        now.monotonicMs - gift.heardMs >= (isBundle(gift) ? BUNDLE_MS : STREAK_MS),
    );
    const abandoned =
      this.session !== null &&
      this.session.openedBy !== 'hand' &&
      this.unwatchedSinceMs !== null &&
      now.monotonicMs - this.unwatchedSinceMs >= ABANDONED_MS;
    if (silent.length === 0 && !abandoned) return [];
    return this.transaction(now, () => {
      silent.forEach(giveUp);
      if (abandoned) this.closeSession();
    });
  }

  /** A crash and the next start. */
  restart(now: Now): void {
    this.connected = new Set();
    this.unwatchedSinceMs = now.monotonicMs;
    this.transaction(now, () => {
      for (const gift of this.gifts.values()) giveUp(gift);
      if (this.session === null || this.session.openedBy === 'hand') return;
      const seenMs = Math.max(this.session.openedAtMs, this.lastSeenMs);
      if (now.wallMs - seenMs >= ABANDONED_MS) this.closeSession();
    });
  }

  private transaction(now: Now, run: () => void): readonly number[] {
    const sessionBefore = this.session?.sessionNo;
    if (this.connected.size > 0) this.lastSeenMs = now.wallMs;
    this.told = [];
    if (this.connected.has(OBS_SOURCE)) this.obsLiveMs = now.wallMs;
    run();
    this.book();
    const opened = this.session !== null && this.session.sessionNo !== sessionBefore;
    if (this.connected.size > 0) this.unwatchedSinceMs = null;
    else if (this.unwatchedSinceMs === null || opened) this.unwatchedSinceMs = now.monotonicMs;
    return this.told;
  }

  /** Books what gifts have grown by since they were last booked, for the time that is open for it now. */
  private book(): void {
    for (const gift of this.gifts.values()) {
      const shown = shownOf(gift);
      if (this.lastShown.get(gift.giftNo) === shown) continue;
      this.lastShown.set(gift.giftNo, shown);
      this.told.push(gift.giftNo);
      const quantity = countOf(gift) - sumOf(gift.bookings, 'quantity');
      const units = unitsOf(gift) - sumOf(gift.bookings, 'units');
      gift.bookings.push({ atMs: this.openTime(gift.effectiveAtMs), quantity, units });
    }
  }

  private isLocked(atMs: number): boolean {
    return this.locks.some((lock) => !lock.released && lock.fromMs <= atMs && atMs < lock.toMs);
  }

  /** Walks on to the end of whatever lock lies in the way. */
  private openTime(atMs: number): number {
    let at = atMs;
    while (this.isLocked(at)) {
      const ends = this.locks
        .filter((lock) => !lock.released && lock.fromMs <= at && at < lock.toMs)
        .map((lock) => lock.toMs);
      at = ends[0] ?? at;
    }
    return at;
  }

  /** Null when the entry is taken, else why it is not. `seq` is the row that it then gets. */
  private enter(entry: Entry, now: Now, seq: number): string | null {
    if (entry.kind === 'income' || entry.kind === 'payout') {
      this.movements.push({ seq, entry, atMs: this.openTime(entry.atMs), reversed: false });
      return null;
    }
    if (entry.kind === 'lock') return this.lock(entry.fromMs ?? -Infinity, entry.toMs, now, seq);
    if (entry.kind === 'reversal') return this.takeBack(entry.corrects);
    throw new Error(`${entry.kind} is not modelled`);
  }

  private lock(fromMs: number, toMs: number, now: Now, seq: number): string | null {
    if (toMs > now.wallMs) return 'period_not_over';
    const inForce = this.locks.filter((lock) => !lock.released);
    if (inForce.some((lock) => lock.fromMs <= fromMs && toMs <= lock.toMs)) return 'already_locked';
    const within = (atMs: number) => fromMs <= atMs && atMs < toMs;
    for (const gift of this.gifts.values()) {
      if (gift.status === 'open' && timesOf(gift).some(within)) return 'gift_open';
    }
    this.locks.push({ seq, fromMs, toMs, released: false });
    return null;
  }

  private takeBack(corrects: number): string | null {
    const kind = this.rows.kindOf(corrects);
    if (kind === undefined) return 'row_unknown';
    if (kind === 'reversal') return 'reversal_final';
    if (kind === 'erasure') return 'erasure_final';
    if (kind === 'gift') return this.takeBackGift(this.rows.giftOf(corrects));
    const lock = this.locks.find((one) => one.seq === corrects);
    if (lock !== undefined) {
      if (lock.released) return 'already_reversed';
      lock.released = true;
      return null;
    }
    const movement = this.movements.find((one) => one.seq === corrects);
    if (movement === undefined) throw new Error(`the model does not know row ${corrects}`);
    if (movement.reversed) return 'already_reversed';
    if (this.isLocked(movement.atMs)) return 'row_locked';
    movement.reversed = true;
    return null;
  }

  private takeBackGift(giftNo: number | null): string | null {
    const gift = [...this.gifts.values()].find((one) => one.giftNo === giftNo);
    if (gift === undefined) throw new Error(`the model does not know gift ${String(giftNo)}`);
    if (gift.status === 'reversed') return 'already_reversed';
    if (timesOf(gift).some((atMs) => this.isLocked(atMs))) return 'row_locked';
    gift.status = 'reversed';
    gift.bookings.length = 0;
    this.lastShown.set(gift.giftNo, shownOf(gift));
    return null;
  }

  private erase(personNo: number): string | null {
    const person = this.rows.personOf(personNo);
    if (person === undefined || this.forgotten.has(personNo)) return 'person_unknown';
    const theirs = [...this.gifts].filter(
      ([, gift]) =>
        !gift.erased &&
        gift.first.platform === person.platform &&
        gift.first.sender.id === person.id,
    );
    if (theirs.some(([, gift]) => gift.status === 'open')) return 'gift_open';
    this.forgotten.add(personNo);
    for (const [key, gift] of theirs) {
      gift.erased = true;
      this.gifts.delete(key);
      this.gifts.set(`erased ${gift.giftNo}`, gift);
    }
    return null;
  }

  private apply(command: LedgerCommand, now: Now, seq: number): ModelOutcome {
    switch (command.type) {
      case 'gift':
        return this.take(command.gift, now);
      case 'source':
        if (command.state === 'connected') {
          this.connected.add(command.source);
          this.lastSeenMs = now.wallMs;
          if (command.source === OBS_SOURCE) this.obsLiveMs = now.wallMs;
          return 'done';
        }
        this.connected.delete(command.source);
        for (const gift of this.gifts.values()) {
          const fed = [...gift.sources].some((source) => this.connected.has(source));
          if (gift.sources.has(command.source) && !fed) giveUp(gift);
        }
        return 'done';
      case 'streamEnded':
        if (this.session?.openedBy === 'gift') this.closeSession();
        return 'done';
      case 'openSession': {
        if (command.by === 'obs' && this.earlierStreamOver(command.atMs)) this.closeSession();
        const rank = { gift: 0, obs: 1, hand: 2 };
        if (this.session === null) this.openSession(command.by, command.atMs);
        else if (rank[command.by] > rank[this.session.openedBy]) this.session.openedBy = command.by;
        else return 'refused';
        return 'done';
      }
      case 'closeSession':
        if (this.session === null) return 'refused';
        if (command.by !== 'hand' && command.by !== this.session.openedBy) return 'refused';
        this.closeSession();
        return 'done';
      case 'rejected':
      case 'shippedRateCards':
      case 'pruneEvidence':
      case 'statement':
        return 'done';
      case 'addRateCard':
      case 'endRateCard':
      case 'setPayoutRegion':
      case 'addExchangeRates':
        throw new Error('rates are not modelled: they change no row');
      case 'importBegin':
      case 'importRows':
      case 'importEnd':
      case 'importUndo':
        throw new Error('imports are not modelled: tests/imports compares exports instead');
      case 'entry':
        this.book();
        return { refusal: this.enter(command.entry as Entry, now, seq) };
      case 'erase':
        this.book();
        return { refusal: this.erase(command.personNo) };
    }
  }

  private take({ frame, source, live, observedAtMs }: IncomingGift, now: Now): ModelOutcome {
    const name = `${frame.platform} ${frame.messageId}`;
    const facts = JSON.stringify([
      frame.giftKey,
      frame.counter.atLeast,
      frame.unit,
      frame.unitsEach,
    ]);
    const known = this.messages.get(name);
    if (known !== undefined && known !== facts) return 'conflict';
    if (known !== undefined) {
      const gift = this.gifts.get(frame.giftKey);
      if (gift !== undefined && !gift.sources.has(source)) {
        gift.sources.add(source);
        gift.heardMs = now.monotonicMs;
      }
      return 'duplicate';
    }
    this.messages.set(name, facts);
    const gift = this.gifts.get(frame.giftKey) ?? this.begin(frame, live, observedAtMs);
    gift.heardMs = now.monotonicMs;
    if (gift.status === 'reversed') return 'conflict';
    if (gift.first.unit !== frame.unit) return 'conflict';
    gift.sources.add(source);
    gift.price ??= frame.unitsEach;
    gift.receiver ??= frame.receiverId;
    const before = countOf(gift);
    gift.claims.push(frame.counter);
    if (frame.final) gift.status = 'settled';
    else if (gift.status === 'unconfirmed' && countOf(gift) > before) gift.status = 'open';
    else if (gift.status === 'unconfirmed' && allChildrenCame(gift)) gift.status = 'settled';
    const contradicted =
      (frame.unitsEach !== null && frame.unitsEach !== gift.price) ||
      (frame.receiverId !== null && frame.receiverId !== gift.receiver);
    return contradicted ? 'conflict' : 'accepted';
  }

  private begin(frame: GiftFrame, live: boolean, observedAtMs: number): ModelGift {
    if (this.session === null && live) this.openSession('gift', observedAtMs);
    const off = live && Math.abs((frame.occurredAtMs ?? observedAtMs) - observedAtMs) > HOUR_MS;
    const gift: ModelGift = {
      giftNo: this.gifts.size + 1,
      first: frame,
      effectiveAtMs: this.openTime(off ? observedAtMs : (frame.occurredAtMs ?? observedAtMs)),
      sessionNo: this.session?.sessionNo ?? null,
      claims: [],
      sources: new Set(),
      price: null,
      receiver: null,
      status: 'open',
      heardMs: 0,
      bookings: [],
      erased: false,
    };
    this.gifts.set(frame.giftKey, gift);
    return gift;
  }

  private earlierStreamOver(startedAtMs: number): boolean {
    return (
      this.session?.openedBy === 'obs' &&
      !this.connected.has(OBS_SOURCE) &&
      this.obsLiveMs !== null &&
      startedAtMs > this.obsLiveMs + SAME_STREAM_MS
    );
  }

  private openSession(openedBy: ModelSession['openedBy'], openedAtMs: number): void {
    this.sessions += 1;
    this.session = { sessionNo: this.sessions, openedAtMs, openedBy };
  }

  private closeSession(): void {
    for (const gift of this.gifts.values()) {
      if (gift.sessionNo === this.session?.sessionNo) giveUp(gift);
    }
    this.session = null;
  }
}

function shownOf(gift: ModelGift): string {
  return `${countOf(gift)} ${unitsOf(gift)} ${gift.status}`;
}

function sumOf(bookings: readonly Booking[], what: 'quantity' | 'units'): number {
  return bookings.reduce((sum, booking) => sum + booking[what], 0);
}

/** The times that a gift stands for: its own, and those that parts of it were booked for. */
function timesOf(gift: ModelGift): readonly number[] {
  const booked = gift.bookings.filter(({ quantity, units }) => quantity !== 0 || units !== 0);
  return [gift.effectiveAtMs, ...booked.map(({ atMs }) => atMs)];
}

function isBundle(gift: ModelGift): boolean {
  return gift.claims.some((claim) => claim.type !== 'total');
}

/** Nothing more is expected: settled for a bundle whose children all came, else unconfirmed. */
function giveUp(gift: ModelGift): void {
  if (gift.status !== 'open') return;
  gift.status = allChildrenCame(gift) ? 'settled' : 'unconfirmed';
}

function allChildrenCame(gift: ModelGift): boolean {
  const children = gift.claims.filter((claim) => claim.type === 'child').length;
  const announced = gift.claims.flatMap((claim) =>
    claim.type === 'announced' ? [claim.atLeast] : [],
  );
  return announced.length > 0 && children >= Math.max(...announced);
}
