/**
 * Builders for whatever touches the ledger: frames, commands, a clock that moves when told, and a real ledger
 * in a folder of its own that can be closed, reopened and verified.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GiftFrame } from '../../shared/gift.ts';
import { messageKey, tiktokKey, twitchBundleKey } from '../../shared/ledger/gift-key.ts';
import type { EntryOutcome, IncomingGift, LedgerCommand } from '../../electron/ledger/commands.ts';
import { ledgerFile } from '../../electron/ledger/files.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import type { Db } from '../../electron/ledger/open.ts';
import { ledgerSchema } from '../../electron/ledger/schema.ts';
import { openLedgerStore } from '../../electron/ledger/store.ts';
import type { Clock, LedgerStore } from '../../electron/ledger/store.ts';
import { verifyLedger } from '../../electron/ledger/verify.ts';
import type { VerifyReport } from '../../electron/ledger/verify.ts';

/** A quarter hour of UTC at which most tests begin: 2027-01-15T08:00:00Z. */
export const T0 = 1_800_000_000_000;

export const TIKFINITY = 'tikfinity://127.0.0.1:21213';
export const TIKTOK = 'tiktok://@creator';

let madeMessages = 0;

/** A message id that no other frame of this run has. */
export function newMessageId(): string {
  madeMessages += 1;
  return `message-${madeMessages}`;
}

/** A frame of Ada's combo of roses at 1 coin; every frame is a message of its own unless `messageId` says so. */
export function giftFrame(parts: Partial<GiftFrame> = {}): GiftFrame {
  return {
    platform: 'tiktok',
    giftKey: comboKey('1'),
    messageId: newMessageId(),
    kind: 'gift',
    counter: { type: 'total', atLeast: 1 },
    unit: 'coin',
    unitsEach: 1,
    final: false,
    sender: { id: 'ada', handle: 'ada', name: 'Ada' },
    gift: { id: '5655', name: 'Rose' },
    receiverId: null,
    occurredAtMs: T0,
    observed: null,
    ...parts,
  };
}

/** The key of a combo of Ada's roses. */
export function comboKey(groupId: string): string {
  return tiktokKey({ senderId: 'ada', giftId: '5655', groupId, messageId: '' });
}

/** The running total of a combo. */
export function total(atLeast: number): GiftFrame['counter'] {
  return { type: 'total', atLeast };
}

/** A frame of a Twitch bundle of tier-1 subscriptions: its announcement or one of its children. */
export function bundleFrame(
  counter: Exclude<GiftFrame['counter'], { type: 'total' }>,
  parts: Partial<GiftFrame> = {},
): GiftFrame {
  return giftFrame({
    platform: 'twitch',
    giftKey: twitchBundleKey('b1'),
    kind: counter.type === 'announced' ? 'bundle' : 'subgift',
    counter,
    unit: 'sub1',
    gift: { id: null, name: null },
    ...parts,
  });
}

/** A tip of one message through the webhook. */
export function tipFrame(minor: number, currency: string, parts: Partial<GiftFrame> = {}) {
  const messageId = parts.messageId ?? newMessageId();
  return giftFrame({
    platform: 'myshop',
    giftKey: messageKey('myshop', messageId),
    messageId,
    kind: 'tip',
    unit: currency,
    unitsEach: minor,
    final: true,
    gift: { id: null, name: null },
    ...parts,
  });
}

/** A frame as a live source handed it over. */
export function incoming(frame: GiftFrame, parts: Partial<IncomingGift> = {}): IncomingGift {
  return {
    frame,
    source: TIKFINITY,
    observedAtMs: frame.occurredAtMs ?? T0,
    live: true,
    evidence: null,
    ...parts,
  };
}

/** The ledger command that brings a frame. */
export function gift(frame: GiftFrame, parts: Partial<IncomingGift> = {}): LedgerCommand {
  return { type: 'gift', gift: incoming(frame, parts) };
}

/** The ledger command of a source that changes its state. */
export function sourceState(
  state: 'connected' | 'disconnected' | 'removed',
  atMs: number,
  parts: Partial<Extract<LedgerCommand, { type: 'source' }>> = {},
): LedgerCommand {
  return {
    type: 'source',
    source: TIKFINITY,
    live: true,
    state,
    reason: state === 'connected' ? '' : `${state} in a test`,
    atMs,
    ...parts,
  };
}

export interface FakeLedgerClock extends Clock {
  /** Time passes. */
  advance(ms: number): void;
  /** Somebody sets the wall clock; no time passes. */
  stepWall(ms: number): void;
}

export function fakeLedgerClock(startMs = T0): FakeLedgerClock {
  let wallMs = startMs;
  let monotonicMs = 5_000;
  return {
    now: () => wallMs,
    monotonic: () => monotonicMs,
    advance(ms) {
      wallMs += ms;
      monotonicMs += ms;
    },
    stepWall(ms) {
      wallMs += ms;
    },
  };
}

/** In memory where the system offers it: what is tested is SQLite, not the speed of a disk. */
const TEMP_ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder that is gone once it is disposed of. */
export function tempDir(): { readonly dir: string } & Disposable {
  const dir = mkdtempSync(join(TEMP_ROOT, 'coinfall-test-'));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

export interface TempLedger extends Disposable {
  readonly dir: string;
  readonly clock: FakeLedgerClock;
  /** Those of the run at hand; a reopening replaces them. */
  readonly db: Db;
  readonly store: LedgerStore;
  /** Ends the run, as a crash or a clean stop would, and starts the next on the same file. */
  reopen(): void;
  /** Closes the run and leaves the files. */
  close(): void;
  verify(): VerifyReport;
  /** Rows of a query over the run's own connection. */
  all<Row = Record<string, unknown>>(sql: string, ...asked: unknown[]): Row[];
  /** A single value of a query. */
  one(sql: string, ...asked: unknown[]): unknown;
}

/** A real ledger in a folder of its own, with a clock of its own. */
export function tempLedger(clock: FakeLedgerClock = fakeLedgerClock()): TempLedger {
  const folder = tempDir();
  const file = ledgerFile(folder.dir);
  const open = () => {
    const db = openWriter(file, ledgerSchema('live'));
    return { db, store: openLedgerStore(db, clock) };
  };
  let run = open();
  return {
    dir: folder.dir,
    clock,
    get db() {
      return run.db;
    },
    get store() {
      return run.store;
    },
    reopen() {
      run.db.close();
      run = open();
      run.store.recover();
    },
    close() {
      run.db.close();
    },
    verify: () => verifyLedger(folder.dir, 'live'),
    all<Row>(sql: string, ...asked: unknown[]) {
      return run.db.prepare(sql).all(...asked) as Row[];
    },
    one: (sql, ...asked) =>
      run.db
        .prepare(sql)
        .pluck()
        .get(...asked),
    [Symbol.dispose]() {
      run.db.close();
      folder[Symbol.dispose]();
    },
  };
}

/** The command that records an entry by hand. */
export function entryCommand(
  entry: unknown,
  parts: Partial<Extract<LedgerCommand, { type: 'entry' }>> = {},
): LedgerCommand {
  return { type: 'entry', entry, note: null, id: null, source: 'hand', ...parts };
}

/** Commits one entry and says what became of it. */
export function answerTo(
  ledger: TempLedger,
  entry: unknown,
  parts: Partial<Extract<LedgerCommand, { type: 'entry' }>> = {},
): EntryOutcome {
  const [outcome] = ledger.store.commit([entryCommand(entry, parts)]).outcomes;
  if (typeof outcome !== 'object' || outcome.type !== 'entry') {
    throw new Error(`an entry was answered ${JSON.stringify(outcome)}`);
  }
  return outcome;
}

/** Commits one entry that must be taken; returns its row. */
export function recorded(ledger: TempLedger, entry: unknown): number {
  const outcome = answerTo(ledger, entry);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.seq;
}
