/** Named queries behind the page of earnings. Part of `queries.ts`; each reads projections or a page by key. */
import type {
  EarningsFilter,
  GiftsAsked,
  GiftsPage,
  HourCell,
  Mix,
  Sessions,
} from '../../shared/contract/earnings.ts';
import type { Watched } from '../../shared/contract/rates.ts';
import type { Span } from '../../shared/periods.ts';
import { readGiftsPage } from './earnings-gifts.ts';
import { readHours } from './earnings-hours.ts';
import { readMix } from './earnings-mix.ts';
import { readSessions } from './earnings-sessions.ts';
import type { AskedSessions } from './earnings-sessions.ts';
import { readWatched } from './earnings-watched.ts';
import type { Db } from './open.ts';

export const earningsQueries = {
  /** Sums by the hour of the week. */
  earningsHours: (db: Db, asked: EarningsFilter): HourCell[] =>
    db.transaction(() => readHours(db, asked))(),

  /** Sums by gift. */
  earningsMix: (db: Db, asked: EarningsFilter): Mix => db.transaction(() => readMix(db, asked))(),

  earningsSessions: (db: Db, asked: AskedSessions): Sessions =>
    db.transaction(() => readSessions(db, asked))(),

  /** How much of each span's sessions was watched. */
  earningsWatched: (
    db: Db,
    asked: {
      readonly spans: readonly Span[];
      readonly platform: string | null;
      readonly nowMs: number;
    },
  ): Watched[] => db.transaction(() => readWatched(db, asked))(),

  /** The gifts behind a figure. */
  earningsGifts: (db: Db, asked: GiftsAsked): GiftsPage =>
    db.transaction(() => readGiftsPage(db, asked))(),
};
