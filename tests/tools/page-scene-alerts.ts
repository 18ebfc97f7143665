/** Alerts for the page stage: what waits for approval, what became of others, and a few rules. */
import type { AlertRule } from '../../shared/alerts/rule.ts';
import { tierOf } from '../../shared/alerts/tiers.ts';
import type { HeldAlert, PastAlert } from '../../shared/contract/alert-desk.ts';

const MINUTE_MS = 60_000;
const GIFTS = [
  { giftName: 'Rose', quantity: 12, units: 12 },
  { giftName: 'Galaxy', quantity: 1, units: 1_000 },
  { giftName: 'Lion', quantity: 1, units: 29_999 },
  { giftName: 'Doughnut', quantity: 4, units: 120 },
] as const;

function face(no: number, names: readonly string[]) {
  const gift = GIFTS[no % GIFTS.length] ?? GIFTS[0];
  return {
    ...gift,
    alertId: `g${no}`,
    tier: tierOf('tiktok', 'coin', gift.units),
    platform: 'tiktok',
    senderName: names[no % names.length] ?? '',
    unit: 'coin',
  };
}

export function heldAlerts(nowMs: number, names: readonly string[]): HeldAlert[] {
  return [1, 2, 3].map((no) => ({
    ...face(no, names),
    firstTime: no === 2,
    heldSinceMs: nowMs - (4 - no) * MINUTE_MS,
  }));
}

/** Of each kind of receipt one, and a summary. */
export function pastAlerts(nowMs: number, names: readonly string[]): readonly PastAlert[] {
  const ends = [
    ['done', null],
    ['missed', 'no_overlay'],
    ['missed', 'quiet'],
    ['missed', 'rejected'],
    ['missed', 'cleared'],
    ['missed', 'expired'],
    ['missed', 'list_full'],
    ['hidden', null],
  ] as const;
  const rows = ends.map(([stage, reason], at): PastAlert => {
    const queuedAtMs = nowMs - (at + 1) * 3 * MINUTE_MS;
    return {
      ...face(20 - at, names),
      no: 20 - at,
      ...{ stage, reason, queuedAtMs },
      people: null,
      shownAtMs: stage === 'done' ? queuedAtMs + 2_000 : null,
      endedAtMs: queuedAtMs + MINUTE_MS,
    };
  });
  const bomb = { senderName: '', giftName: '', quantity: 214, units: 5_310, people: 37 };
  const summary: PastAlert = {
    ...face(2, names),
    ...bomb,
    alertId: 'summary:9',
    no: 2,
    stage: 'done',
    reason: null,
    queuedAtMs: nowMs - 50 * MINUTE_MS,
    shownAtMs: nowMs - 49 * MINUTE_MS,
    endedAtMs: nowMs - 49 * MINUTE_MS,
  };
  return [...rows, summary];
}

const ANYTHING: AlertRule['match'] = {
  platform: null,
  kind: null,
  gift: null,
  unit: null,
  unitsFrom: null,
  unitsTo: null,
  tier: null,
  sender: null,
  quantityFrom: null,
};
const HOUSE = {
  enabled: true,
  priority: null,
  durationMs: null,
  text: null,
  picture: null,
  sound: null,
  volume: 100,
  speak: true,
  speech: null,
} as const;

export const RULES: readonly AlertRule[] = [
  {
    ...HOUSE,
    id: 'welcome',
    name: 'Welcome to first-timers',
    match: { ...ANYTHING, sender: 'first' },
    action: 'show',
    priority: 'high',
    durationMs: 8_000,
    text: '{name}, welcome to the pottery',
  },
  {
    ...HOUSE,
    id: 'small',
    name: 'No single roses',
    match: { ...ANYTHING, gift: 'Rose', unit: 'coin', unitsTo: 4 },
    action: 'hide',
  },
  {
    ...HOUSE,
    id: 'great',
    enabled: false,
    name: 'Great gifts wait for me',
    match: { ...ANYTHING, tier: 'epic', platform: 'tiktok' },
    action: 'hold',
  },
];
