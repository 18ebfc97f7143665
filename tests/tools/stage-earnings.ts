/** Earnings as the page stage plays them: made up, but adding up, for whatever period is asked for. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { HourCell, Mix, SessionRow } from '../../shared/contract/earnings.ts';
import type { EarningsAnswer, EarningsPart, EarningsRow } from '../../shared/contract/rates.ts';
import type { Estimate, FeedRow } from '../../shared/contract/states.ts';
import { estimateSum } from '../../shared/estimates.ts';
import { periodsOf } from '../../shared/periods.ts';
import type { Period, PeriodStep, Span } from '../../shared/periods.ts';
import { until } from './poll.ts';
import { HOSTILE_NAMES, feedRow } from './page-scene-rows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A coin at half a cent. */
const COIN = 5n * 10n ** 12n;
const BIT = 10n ** 13n;
const NO_VALUE = { femtos: 0n, basis: null, partly: false } as const;

export interface StageEarnings {
  /** `waiting` does not answer until it is something else; `hostile` has names and titles that try to break the page. */
  readonly play: 'full' | 'hostile' | 'empty' | 'failing' | 'waiting';
}

/** Handlers of the contract's area. What is asked for is noted by `heard`. */
export function stageEarnings(
  scene: () => StageEarnings,
  nowMs: () => number,
  heard: (call: string) => void,
) {
  const os = implement(contract);
  const names = (): readonly string[] | undefined =>
    scene().play === 'hostile' ? HOSTILE_NAMES : undefined;
  const guard = async (): Promise<boolean> => {
    await until('the stage to answer', () => scene().play !== 'waiting', { withinMs: 30_000 });
    if (scene().play === 'failing') throw new Error('the stage plays a failure');
    return scene().play !== 'empty';
  };
  return {
    totals: os.earnings.totals.handler(async ({ input }): Promise<EarningsAnswer> => {
      heard(`earnings.totals ${JSON.stringify(input)}`);
      const full = await guard();
      const span = { fromMs: input.fromMs ?? 0, toMs: input.toMs ?? nowMs() };
      return totalsOf(span, { ...input, full, nowMs: nowMs() });
    }),
    hours: os.earnings.hours.handler(async () => ({
      ok: true,
      answer: (await guard()) ? hours() : [],
    })),
    mix: os.earnings.mix.handler(async () => ({
      ok: true,
      answer: (await guard()) ? mix(names()) : { rows: [], rest: null },
    })),
    sessions: os.earnings.sessions.handler(async ({ input }) => ({
      ok: true,
      answer: (await guard())
        ? { rows: sessions(nowMs(), names()).slice(0, input.limit), more: false }
        : { rows: [], more: false },
    })),
    gifts: os.earnings.gifts.handler(async ({ input }) => {
      heard(`earnings.gifts ${JSON.stringify(input)}`);
      const full = await guard();
      const from = input.after?.giftNo ?? 1_000;
      const rows = full ? giftsBelow(from, input, names()) : [];
      const last = rows.at(-1);
      const next =
        last === undefined || last.seq <= 601 ? null : { atMs: last.lastAtMs, giftNo: last.seq };
      return { ok: true, answer: { rows, next } };
    }),
  };
}

function estimate(currency: string, femtos: bigint): Estimate {
  if (femtos === 0n) return estimateSum(currency).result();
  return {
    ...{ currency, femtos, basis: 'estimated', rateCards: ['tiktok-us-2026'], exchange: [] },
    uncovered: [],
  };
}

/** Chance that is the same for the same day. */
function spread(atMs: number, most: number): number {
  const day = Math.floor(atMs / DAY_MS);
  return (day * 7_919 + ((day * day) % 101) * 31) % most;
}

function partOf(period: Period, asked: PlayedTotals): EarningsPart {
  let coins = 0n;
  let bits = 0n;
  for (let atMs = period.fromMs; asked.full && atMs < Math.min(period.toMs, asked.nowMs);) {
    const day = Math.floor(atMs / DAY_MS);
    if (day % 3 !== 1) {
      coins += BigInt(900 + spread(atMs, 4_000));
      bits += BigInt(spread(atMs, 700));
    }
    atMs += DAY_MS;
  }
  const { currency, platform, kind } = asked;
  const row = (parts: Pick<EarningsRow, 'platform' | 'kind' | 'unit' | 'units'>, each: bigint) => ({
    ...{ ...parts, basis: 'observed' as const },
    ...{ gifts: Number(parts.units / 37n) + 1, quantity: parts.units },
    estimate: estimate(currency, parts.units * each),
  });
  const observed = [
    row({ platform: 'tiktok', kind: 'gift', unit: 'coin', units: coins }, COIN),
    row({ platform: 'twitch', kind: 'bits', unit: 'bit', units: bits }, BIT),
  ].filter(
    (one) =>
      one.units > 0n &&
      (platform == null || one.platform === platform) &&
      (kind == null || one.kind === kind),
  );
  const femtos = observed.reduce((sum, one) => sum + one.estimate.femtos, 0n);
  return { ...period, observed, estimate: estimate(currency, femtos), paid: [] };
}

interface PlayedTotals {
  readonly zone: string;
  readonly currency: string;
  readonly by: PeriodStep;
  readonly platform?: string | null | undefined;
  readonly kind?: string | null | undefined;
  readonly full: boolean;
  readonly nowMs: number;
}

function totalsOf(span: Span, asked: PlayedTotals): EarningsAnswer {
  const { zone, currency, by, full } = asked;
  const total = partOf({ ...span, label: 'total' }, asked);
  const parts =
    by === 'total' ? [] : periodsOf(span, zone, by).map((period) => partOf(period, asked));
  const watched = ({ fromMs, toMs }: Span) => {
    const live = full ? Math.ceil(Math.max(0, Math.min(toMs, asked.nowMs) - fromMs) / DAY_MS) : 0;
    return {
      sessions: live,
      observedMs: live * 4 * HOUR_MS - live * 8 * 60_000,
      liveMs: live * 4 * HOUR_MS,
    };
  };
  return {
    ok: true,
    totals: {
      ...{ zone, currency, by, seq: 2_480, parts },
      total: {
        ...total,
        paid:
          full && asked.kind == null
            ? [
                {
                  ...{ platform: 'tiktok', unit: 'coin', currency: 'USD', basis: 'paid' },
                  ...{ payouts: 1, units: 10_000n, grossMinor: 5_000n, feeMinor: 90n },
                  ...{ taxMinor: 0n, netMinor: 4_910n },
                },
              ]
            : [],
      },
    },
    watched: { total: watched(span), parts: parts.map(watched) },
  };
}

function hours(): HourCell[] {
  return Array.from({ length: 7 * 24 }, (_, at) => ({ day: Math.floor(at / 24), hour: at % 24 }))
    .filter(({ hour, day }) => hour >= 18 + (day % 2) && hour <= 23)
    .map(({ day, hour }) => {
      const units = BigInt(120 + day * 90 + (24 - hour) * 60);
      return {
        ...{ day, hour, gifts: Number(units / 20n) },
        units: [{ platform: 'tiktok', unit: 'coin', units }],
        value: { femtos: units * COIN, basis: 'estimated' as const, partly: false },
      };
    });
}

const GIFTS = ['Rose', 'Lion', 'Galaxy', 'Doughnut', 'Finger Heart', 'TikTok', 'GG', 'Cake Slice'];

function mix(names: readonly string[] = GIFTS): Mix {
  const rows = names.map((giftName, index) => {
    const units = BigInt(Math.ceil(9_000 / (index + 1)));
    return {
      ...{ platform: 'tiktok', kind: 'gift' as const, giftId: `${5_000 + index}`, giftName },
      ...{ unit: 'coin', gifts: 90 - index * 7, quantity: units, units },
      value: { femtos: units * COIN, basis: 'estimated' as const, partly: false },
    };
  });
  return {
    rows: [
      ...rows,
      {
        ...{ platform: 'twitch', kind: 'bits', giftId: null, giftName: null, unit: 'bit' },
        ...{ gifts: 12, quantity: 700n, units: 700n },
        value: { femtos: 700n * BIT, basis: 'estimated', partly: false },
      },
      {
        ...{ platform: 'twitch', kind: 'sub', giftId: null, giftName: null, unit: 'sub1' },
        ...{ gifts: 4, quantity: 4n, units: 4n, value: { ...NO_VALUE, partly: true } },
      },
    ],
    rest: null,
  };
}

const TITLES = ['Friday night pottery', '', 'Glaze and gossip', 'Kiln opening'];

function sessions(nowMs: number, titles: readonly string[] = TITLES): readonly SessionRow[] {
  return Array.from({ length: 12 }, (_, index) => {
    const openedAtMs = nowMs - index * 2 * DAY_MS - 4 * HOUR_MS;
    const units = BigInt(3_210 + index * 417);
    return {
      session: {
        sessionNo: 12 - index,
        title: titles[index % titles.length] ?? '',
        openedAtMs,
        closedAtMs: index === 0 ? null : openedAtMs + 4 * HOUR_MS,
        openedBy: 'gift' as const,
      },
      ...{ fromMs: openedAtMs, toMs: openedAtMs + 4 * HOUR_MS, gifts: 90 + index },
      watched: {
        sessions: 1,
        observedMs: 4 * HOUR_MS - index * 5 * 60_000,
        liveMs: 4 * HOUR_MS,
      },
      observed: [
        { platform: 'tiktok', unit: 'coin', units },
        ...(index % 3 === 0 ? [{ platform: 'twitch', unit: 'bit', units: 500n }] : []),
      ],
      estimate: estimate('USD', units * COIN),
      reported:
        index % 4 === 1
          ? [{ platform: 'tiktok', unit: 'coin', units: units + 60n, variance: 60n }]
          : [],
    };
  });
}

function giftsBelow(
  seq: number,
  { toMs, limit }: { readonly toMs: number; readonly limit: number },
  names: readonly string[] | undefined,
): FeedRow[] {
  const atMs = Math.min(toMs, Date.now()) - 1;
  return Array.from({ length: limit }, (_, index) => seq - 1 - index)
    .filter((no) => no > 600)
    .map((no) => ({ ...feedRow(no, atMs - (1_000 - no) * 1_000, names), observed: null }));
}
