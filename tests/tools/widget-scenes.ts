/** What widgets are told on the page stage: an evening that goes well, and one in which nothing has happened. */
import type {
  ComboState,
  CreditsState,
  GoalState,
  LatestState,
  SupporterRow,
  SupportersState,
  TallyState,
} from '../../shared/contract/overlay-states.ts';

/** The part of a scene that is the widgets'. */
export interface WidgetScene {
  readonly combo: ComboState;
  readonly goal: GoalState;
  readonly supporters: SupportersState;
  readonly latest: LatestState;
  readonly tally: TallyState;
  readonly credits: CreditsState;
}

const CREDITS_MS = 60_000;
/** Credits are looked at in their middle, where names stand. */
const CREDITS_AGE_MS = 24_000;

function stamp(nowMs: number, rev: number) {
  return { generation: 'stage', rev, serverNowMs: nowMs, test: false };
}

/** Nothing to show anywhere. */
export function idleWidgets(nowMs: number, rev = 1): WidgetScene {
  const at = stamp(nowMs, rev);
  return {
    combo: { ...at, combo: null },
    goal: { ...at, goal: null },
    supporters: { ...at, session: [], today: [], all: [] },
    latest: { ...at, gifts: [] },
    tally: { ...at, tally: null },
    credits: { ...at, credits: null },
  };
}

/** Everything to show, by people of these names; an empty list is an evening of the nameless. */
export function fullWidgets(nowMs: number, names: readonly string[], rev = 1): WidgetScene {
  const at = stamp(nowMs, rev);
  const name = (index: number): string => names[index % Math.max(1, names.length)] ?? '';
  const rows: SupporterRow[] = Array.from({ length: 8 }, (_, index) => ({
    key: `s${index}`,
    name: name(index),
    platform: index === 2 ? 'twitch' : 'tiktok',
    amounts: [{ unit: index === 2 ? 'bit' : 'coin', units: BigInt(31_450 - index * 3_870) }],
  }));
  return {
    combo: {
      ...at,
      combo: {
        comboId: 'g7',
        platform: 'tiktok',
        giftId: '5655',
        giftName: 'Rose',
        senderName: name(0),
        quantity: 27,
        unit: 'coin',
        startedAtMs: nowMs - 4_000,
        endsAtMs: nowMs + 3_600_000,
      },
    },
    goal: {
      ...at,
      goal: {
        title: names.length === 0 ? 'A new kiln' : name(0),
        measure: 'units',
        unit: 'coin',
        reached: 6_200n,
        target: 10_000n,
      },
    },
    supporters: { ...at, session: rows, today: rows, all: rows },
    latest: {
      ...at,
      gifts: [
        ['Rose', '5655', 'tiktok', 'coin', 5, 5],
        ['Lion', '6369', 'tiktok', 'coin', 1, 29_999],
        ['', null, 'twitch', 'bit', 500, 500],
        ['Doughnut', '5879', 'tiktok', 'coin', 1, 30],
        ['', null, 'myshop', 'USD', 1, null],
        ['Finger Heart', '5487', 'tiktok', 'coin', 24, 120],
        ['', null, 'twitch', 'sub1', 5, 5],
      ].map(([giftName, giftId, platform, unit, quantity, units], index) => ({
        key: `g${100 - index}`,
        giftName: giftName as string,
        giftId: giftId as string | null,
        platform: platform as string,
        unit: unit as string,
        quantity: quantity as number,
        units: units as number | null,
        senderName: name(index),
      })),
    },
    tally: {
      ...at,
      tally: {
        sessionNo: 7,
        gifts: 54,
        supporters: 21,
        totals: [
          { platform: 'tiktok', unit: 'coin', gifts: 41, units: 12_480n },
          { platform: 'twitch', unit: 'bit', gifts: 8, units: 1_830n },
          { platform: 'twitch', unit: 'sub1', gifts: 4, units: 6n },
          { platform: 'myshop', unit: 'USD', gifts: 1, units: 0n },
        ],
        estimate: null,
      },
    },
    credits: {
      ...at,
      credits: {
        creditsId: 'credits-1',
        title: 'Friday night pottery',
        startedAtMs: nowMs - CREDITS_AGE_MS,
        endsAtMs: nowMs - CREDITS_AGE_MS + CREDITS_MS,
        top: [0, 1, 2].map((index) => `${name(index) || 'Someone'} ${index}`),
        names: Array.from({ length: 36 }, (_, index) => `${name(index) || 'Someone'} ${index + 3}`),
        more: 12,
      },
    },
  };
}
