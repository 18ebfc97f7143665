/**
 * The ledger by the book, without storage: what `ledger.md` says, written the slow and obvious way. It keeps
 * all that was claimed and counts from scratch each time, so it shares no arithmetic with what it checks.
 */
import type {
  CommandOutcome,
  IncomingGift,
  LedgerCommand,
} from '../../electron/ledger/commands.ts';
import type { GiftFrame } from '../../shared/gift.ts';

const STREAK_MS = 10_000;
const BUNDLE_MS = 60_000;
const ABANDONED_MS = 30 * 60_000;
const HOUR_MS = 3_600_000;

interface ModelGift {
  readonly giftNo: number;
  readonly first: GiftFrame;
  readonly effectiveAtMs: number;
  readonly sessionNo: number | null;
  readonly claims: GiftFrame['counter'][];
  readonly sources: Set<string>;
  price: number | null;
  receiver: string | null;
  status: 'open' | 'settled' | 'unconfirmed';
  heardMs: number;
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
  private lastSeenMs = -Infinity;
  private unwatchedSinceMs: number | null;

  constructor(now: Now) {
    this.unwatchedSinceMs = now.monotonicMs;
  }

  /** One commit; returns the outcomes and the numbers of the gifts that must be told of. */
  commit(
    commands: readonly LedgerCommand[],
    now: Now,
  ): { readonly outcomes: readonly CommandOutcome[]; readonly told: readonly number[] } {
    let outcomes: CommandOutcome[] = [];
    const told = this.transaction(now, () => {
      outcomes = commands.map((command) => this.apply(command, now));
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
      this.session?.openedBy === 'gift' &&
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
      if (this.session?.openedBy !== 'gift') return;
      const seenMs = Math.max(this.session.openedAtMs, this.lastSeenMs);
      if (now.wallMs - seenMs >= ABANDONED_MS) this.closeSession();
    });
  }

  private transaction(now: Now, run: () => void): readonly number[] {
    const shown = (gift: ModelGift) => `${countOf(gift)} ${unitsOf(gift)} ${gift.status}`;
    const before = new Map([...this.gifts.values()].map((gift) => [gift.giftNo, shown(gift)]));
    const sessionBefore = this.session?.sessionNo;
    if (this.connected.size > 0) this.lastSeenMs = now.wallMs;
    run();
    const opened = this.session !== null && this.session.sessionNo !== sessionBefore;
    if (this.connected.size > 0) this.unwatchedSinceMs = null;
    else if (this.unwatchedSinceMs === null || opened) this.unwatchedSinceMs = now.monotonicMs;
    return [...this.gifts.values()]
      .filter((gift) => before.get(gift.giftNo) !== shown(gift))
      .map((gift) => gift.giftNo);
  }

  private apply(command: LedgerCommand, now: Now): CommandOutcome {
    switch (command.type) {
      case 'gift':
        return this.take(command.gift, now);
      case 'source':
        if (command.state === 'connected') {
          this.connected.add(command.source);
          this.lastSeenMs = now.wallMs;
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
      case 'entry':
      case 'erase':
        throw new Error('not modelled yet');
    }
  }

  private take({ frame, source, live, observedAtMs }: IncomingGift, now: Now): CommandOutcome {
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
    if (gift.first.unit !== frame.unit) return 'conflict';
    gift.sources.add(source);
    gift.price ??= frame.unitsEach;
    gift.receiver ??= frame.receiverId;
    const before = countOf(gift);
    gift.claims.push(frame.counter);
    if (frame.final) gift.status = 'settled';
    else if (gift.status === 'unconfirmed' && countOf(gift) > before) gift.status = 'open';
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
      effectiveAtMs: off ? observedAtMs : (frame.occurredAtMs ?? observedAtMs),
      sessionNo: this.session?.sessionNo ?? null,
      claims: [],
      sources: new Set(),
      price: null,
      receiver: null,
      status: 'open',
      heardMs: 0,
    };
    this.gifts.set(frame.giftKey, gift);
    return gift;
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

function isBundle(gift: ModelGift): boolean {
  return gift.claims.some((claim) => claim.type !== 'total');
}

/** Nothing more is expected: settled for a bundle whose children all came, else unconfirmed. */
function giveUp(gift: ModelGift): void {
  if (gift.status !== 'open') return;
  const children = gift.claims.filter((claim) => claim.type === 'child').length;
  const announced = gift.claims.flatMap((claim) =>
    claim.type === 'announced' ? [claim.atLeast] : [],
  );
  const complete = announced.length > 0 && children >= Math.max(...announced);
  gift.status = complete ? 'settled' : 'unconfirmed';
}
