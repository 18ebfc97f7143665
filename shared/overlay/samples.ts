/**
 * Made-up data for each feed, step by step, for a creator who arranges a scene: played through the companion as a test,
 * and by the editor itself. Nothing of it is booked.
 */
import { SAMPLE_GIFTS } from '../alerts/sample-gifts.ts';
import type { AlertState, AlertTier, AlertView } from '../contract/alert-states.ts';
import type { WidgetFeed } from '../contract/feeds.ts';
import type {
  ComboState,
  CreditsState,
  GoalState,
  LatestState,
  SupportersState,
  TallyState,
} from '../contract/overlay-states.ts';

type Stamp = 'generation' | 'rev' | 'serverNowMs' | 'test';

/** What each feed tells, without its stamp. */
export interface FeedContents {
  readonly combo: Omit<ComboState, Stamp>;
  readonly goal: Omit<GoalState, Stamp>;
  readonly supporters: Omit<SupportersState, Stamp>;
  readonly latest: Omit<LatestState, Stamp>;
  readonly session: Omit<TallyState, Stamp>;
  readonly credits: Omit<CreditsState, Stamp>;
}

/** A content and how long it stands, ms. */
export interface SampleStep<Content> {
  readonly content: Content;
  readonly forMs: number;
}

/** Of supporters that nobody minds. */
export const SAMPLE_NAMES = [
  'Mira Halloran',
  'dogwood.wav',
  'Tomás Ferreira',
  'k4ssidy',
  'The Lighthouse Keeper',
  'おちゃ',
  'Ines & the frogs',
  'bramble_lane',
  'Noor',
  'sleepy otter',
  'Captain Wren',
  'Zofia W.',
  'Ottoline',
  'halfmoon',
  'Priya K.',
  'the quiet one',
] as const;

/** An alert of a size, on air from an instant to another. */
export function sampleAlert(tier: AlertTier, startedAtMs: number, endsAtMs: number): AlertView {
  return {
    ...{ platform: 'tiktok', unit: 'coin', tier, startedAtMs, endsAtMs },
    ...SAMPLE_GIFTS[tier],
    alertId: `sample:${tier}:${startedAtMs}`,
    kind: 'gift',
    test: false,
    replay: false,
    senderName: SAMPLE_NAMES[0],
    text: null,
    picture: null,
    sound: null,
    speak: false,
    speech: null,
    summary: null,
  };
}

/** One alert after the other, with a rest between them. */
export function sampleAlerts(
  nowMs: number,
): readonly SampleStep<Pick<AlertState, 'current' | 'queued' | 'paused'>>[] {
  let atMs = nowMs;
  return (['small', 'medium', 'large'] as const).flatMap((tier) => {
    const current = sampleAlert(tier, atMs, atMs + SAMPLE_ALERT_MS);
    atMs += SAMPLE_ALERT_MS + SAMPLE_REST_MS;
    return [
      { content: { current, queued: 0, paused: false }, forMs: SAMPLE_ALERT_MS },
      { content: { current: null, queued: 0, paused: false }, forMs: SAMPLE_REST_MS },
    ];
  });
}

const SAMPLE_ALERT_MS = 4_000;
const SAMPLE_REST_MS = 800;
const ROSE = { platform: 'tiktok', giftId: '5655', giftName: 'Rose', unit: 'coin' } as const;
const COMBO_STEPS = 14;

function comboSteps(nowMs: number): SampleStep<FeedContents['combo']>[] {
  const endsAtMs = nowMs + 12_000;
  return Array.from({ length: COMBO_STEPS }, (_, index) => ({
    content: {
      combo: {
        comboId: 'sample',
        ...ROSE,
        senderName: SAMPLE_NAMES[0],
        quantity: index * 3 + 2,
        startedAtMs: nowMs,
        endsAtMs,
      },
    },
    forMs: index === COMBO_STEPS - 1 ? 5_500 : 420,
  }));
}

function goalSteps(): SampleStep<FeedContents['goal']>[] {
  return [6_200n, 7_450n, 8_900n, 10_000n].map((reached, index, all) => ({
    content: {
      goal: {
        title: 'A new kiln',
        measure: 'units',
        unit: 'coin',
        reached,
        target: 10_000n,
      },
    },
    forMs: index === all.length - 1 ? 6_000 : 2_000,
  }));
}

function supporterSteps(): SampleStep<FeedContents['supporters']>[] {
  const coins = [31_450n, 25_330n, 19_210n, 13_090n, 6_970n, 2_480n];
  return [0n, 8_000n, 16_000n].map((risen, step) => {
    const rows = coins
      .map((units, index) => ({
        key: `sample-${index}`,
        name: SAMPLE_NAMES[index] ?? '',
        platform: 'tiktok',
        amounts: [{ unit: 'coin', units: index === 3 ? units + risen : units }],
      }))
      .sort((a, b) => ((a.amounts[0]?.units ?? 0n) < (b.amounts[0]?.units ?? 0n) ? 1 : -1));
    return {
      content: { session: rows, today: rows, all: rows },
      forMs: step === 2 ? 8_000 : 3_000,
    };
  });
}

function latestSteps(): SampleStep<FeedContents['latest']>[] {
  const gifts = [
    { ...ROSE, quantity: 5, units: 5 },
    { ...ROSE, giftId: null, giftName: 'Doughnut', quantity: 1, units: 30 },
    { ...ROSE, giftId: '6369', giftName: 'Lion', quantity: 1, units: 29_999 },
    { ...ROSE, giftId: null, giftName: 'Finger Heart', quantity: 3, units: 15 },
    { platform: 'twitch', giftId: null, giftName: '', unit: 'bit', quantity: 500, units: 500 },
    { ...ROSE, quantity: 24, units: 24 },
  ].map((gift, index) => ({
    ...gift,
    key: `sample-${index}`,
    senderName: SAMPLE_NAMES[index] ?? '',
  }));
  return gifts.map((_, index) => ({
    content: { gifts: gifts.slice(0, index + 1).reverse() },
    forMs: index === gifts.length - 1 ? 6_000 : 1_500,
  }));
}

function sessionSteps(): SampleStep<FeedContents['session']>[] {
  return [0, 1, 2, 3, 4, 5, 6].map((step) => ({
    content: {
      tally: {
        sessionNo: -1,
        gifts: 34 + step * 5,
        supporters: 12 + step,
        totals: [
          {
            platform: 'tiktok',
            unit: 'coin',
            gifts: 30 + step * 4,
            units: BigInt(4_210 + step * 530),
          },
          { platform: 'twitch', unit: 'bit', gifts: 4 + step, units: BigInt(900 + step * 100) },
        ],
        estimate: { currency: 'USD', femtos: BigInt(30 + step * 3) * 10n ** 15n },
      },
    },
    forMs: step === 6 ? 8_000 : 1_200,
  }));
}

function creditsSteps(nowMs: number): SampleStep<FeedContents['credits']>[] {
  const forMs = 24_000;
  return [
    {
      content: {
        credits: {
          creditsId: `sample-${nowMs}`,
          title: 'Friday night pottery',
          startedAtMs: nowMs,
          endsAtMs: nowMs + forMs,
          top: SAMPLE_NAMES.slice(0, 3),
          names: SAMPLE_NAMES.slice(3),
          more: 4,
        },
      },
      forMs,
    },
  ];
}

/** The steps of every feed, from an instant on. */
export const SAMPLES: {
  readonly [Feed in WidgetFeed]: (nowMs: number) => readonly SampleStep<FeedContents[Feed]>[];
} = {
  combo: comboSteps,
  goal: goalSteps,
  supporters: supporterSteps,
  latest: latestSteps,
  session: sessionSteps,
  credits: creditsSteps,
};
