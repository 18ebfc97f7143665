/**
 * The simulator's stream, one scene per step: a gift from its first frame to its last, as TikFinity, Twitch or a
 * tip jar would send it, with the faults of real ones (lost ends, swapped and repeated frames). Pure: the same
 * (seed, step, clock) gives the same scene. `simulator.stream.ts` plays scene after scene.
 */
import { mixedSeed, mulberry32, oneOf } from './random.ts';
import {
  BIG_GIFTS,
  type CastGift,
  MIDDLE_GIFTS,
  type Person,
  SMALL_GIFTS,
  personFor,
} from './simulator.cast.ts';

/** A raw frame and whose words it is in. */
export type SimulatedFrame =
  | { readonly platform: 'tikfinity'; readonly data: unknown }
  | { readonly platform: 'twitch'; readonly line: string }
  | { readonly platform: 'webhook'; readonly item: unknown };

export interface TimedFrame {
  /** From the beginning of the scene. */
  readonly afterMs: number;
  readonly frame: SimulatedFrame;
}

export interface Scene {
  readonly frames: readonly TimedFrame[];
  /** Pause before the next scene, in multiples of the average one. */
  readonly pause: number;
}

export interface SceneInput {
  readonly seed: number;
  readonly step: number;
  /** When the run began, Unix ms: part of every id, so that two runs never share one. */
  readonly startedAtMs: number;
  /** When the scene begins, Unix ms. */
  readonly atMs: number;
  /** Whether some names are made to break what shows them. */
  readonly hostile?: boolean;
}

interface Stage extends SceneInput {
  readonly random: () => number;
  readonly person: Person;
}

/** How often each kind of scene comes, as shares of 1. */
const KINDS: readonly (readonly [share: number, play: (stage: Stage) => readonly TimedFrame[]])[] =
  [
    [0.48, (stage) => tiktokGift(stage, oneOf(SMALL_GIFTS, stage.random))],
    [0.23, (stage) => tiktokGift(stage, oneOf(MIDDLE_GIFTS, stage.random))],
    [0.02, (stage) => tiktokGift(stage, oneOf(BIG_GIFTS, stage.random))],
    [0.15, cheer],
    [0.06, subscription],
    [0.02, bundle],
    [0.02, tip],
    [0.02, chat],
  ];

const LOST_END_SHARE = 0.08;
const SWAPPED_SHARE = 0.05;
const REPEATED_SHARE = 0.05;
/** How long after the last tap TikTok ends a combo: 1.0 to 4.0 s in recordings. */
const END_AFTER_MS = [1_000, 4_000] as const;
const CHANNEL = 'simulated';
const ROOM_ID = '700000001';
const HOST_ID = '6799999999999999999';

/** Gifts come in bursts: now and then so many scenes in a row follow one another at once. */
const BURST_STEPS = 20;
const BURST_SHARE = 0.08;
const BURST_PACE = 0.1;
/** The others wait a little longer for it, so that the rate holds. */
const CALM_PACE = (1 - BURST_SHARE * BURST_PACE) / (1 - BURST_SHARE);

/** The scene of one step. */
export function sceneOf(input: SceneInput): Scene {
  const random = mulberry32(mixedSeed(input.seed, input.step));
  const person = personFor(random, input.hostile === true);
  const stage: Stage = { ...input, random, person };
  const frames = withFaults(chosen(stage), random);
  return { frames, pause: -Math.log(1 - random()) * paceOf(input) };
}

function paceOf({ seed, step }: SceneInput): number {
  const block = mulberry32(mixedSeed(~seed, Math.floor(step / BURST_STEPS)));
  return block() < BURST_SHARE ? BURST_PACE : CALM_PACE;
}

function chosen(stage: Stage): readonly TimedFrame[] {
  let draw = stage.random();
  for (const [share, play] of KINDS) {
    if (draw < share) return play(stage);
    draw -= share;
  }
  return chat(stage);
}

function withFaults(frames: readonly TimedFrame[], random: () => number): readonly TimedFrame[] {
  const at = Math.floor(random() * (frames.length - 1));
  const [first, second] = frames.slice(at, at + 2);
  if (first !== undefined && second !== undefined && random() < SWAPPED_SHARE) {
    const swapped = [
      { afterMs: first.afterMs, frame: second.frame },
      { afterMs: second.afterMs, frame: first.frame },
    ];
    return [...frames.slice(0, at), ...swapped, ...frames.slice(at + 2)];
  }
  const last = frames.at(-1);
  return last !== undefined && random() < REPEATED_SHARE
    ? [...frames, { afterMs: last.afterMs + 40, frame: last.frame }]
    : frames;
}

/** A combo that grows tap by tap and is then ended, or a single frame for the types that cannot be tapped. */
function tiktokGift(stage: Stage, gift: CastGift): readonly TimedFrame[] {
  if (gift.type !== 1) return [tiktokFrame(stage, gift, { count: 1, end: false, afterMs: 0 })];
  const taps = tapsOf(stage.random, gift.coins);
  const frames: TimedFrame[] = [];
  let count = 0;
  let afterMs = 0;
  while (count < taps) {
    // A quick finger: TikTok folds several taps into one frame.
    count = Math.min(taps, count + 1 + Math.floor(stage.random() ** 3 * 5));
    frames.push(tiktokFrame(stage, gift, { count, end: false, afterMs }));
    afterMs += 120 + Math.round(stage.random() * 500);
  }
  if (stage.random() < LOST_END_SHARE) return frames;
  const [least, most] = END_AFTER_MS;
  afterMs += least + Math.round(stage.random() * (most - least));
  return [...frames, tiktokFrame(stage, gift, { count: taps, end: true, afterMs })];
}

/** Cheap gifts are tapped up to sixty times, dear ones once or twice. */
function tapsOf(random: () => number, coins: number): number {
  const most = coins <= 5 ? 60 : coins <= 30 ? 15 : 3;
  return 1 + Math.floor(random() ** 3 * most);
}

function tiktokFrame(
  stage: Stage,
  gift: CastGift,
  tap: { readonly count: number; readonly end: boolean; readonly afterMs: number },
): TimedFrame {
  const data = {
    giftId: gift.id,
    giftName: gift.name,
    giftType: gift.type,
    diamondCount: gift.coins,
    repeatCount: tap.count,
    repeatEnd: tap.end,
    groupId: gift.type === 1 ? `${stage.atMs}${stage.step}` : '0',
    receiverUserId: HOST_ID,
    userId: stage.person.id,
    uniqueId: stage.person.handle,
    nickname: stage.person.name,
    msgId: `${idOf(stage)}-${tap.count}${tap.end ? 'e' : ''}`,
    createTime: String(stage.atMs + tap.afterMs),
  };
  return {
    afterMs: tap.afterMs,
    frame: { platform: 'tikfinity', data: { event: 'gift', data } },
  };
}

function tip(stage: Stage): readonly TimedFrame[] {
  const cents = oneOf([200, 300, 500, 500, 1_000, 2_000, 5_000], stage.random);
  const { id, handle, name } = stage.person;
  const item = {
    id: idOf(stage),
    platform: 'tipjar',
    kind: 'tip',
    sender: { id, handle, name },
    money: { currency: 'USD', amount: `${cents / 100}.00` },
    occurredAt: new Date(stage.atMs).toISOString(),
  };
  return [{ afterMs: 0, frame: { platform: 'webhook', item } }];
}

function chat(stage: Stage): readonly TimedFrame[] {
  const data = { event: 'chat', data: { comment: 'hello!', nickname: stage.person.name } };
  return [{ afterMs: 0, frame: { platform: 'tikfinity', data } }];
}

function cheer(stage: Stage): readonly TimedFrame[] {
  const bits = oneOf([1, 5, 10, 25, 50, 100, 100, 100, 250, 500, 1_000], stage.random);
  const { handle } = stage.person;
  const tags = twitchTags(stage, idOf(stage), { bits: String(bits) });
  return [
    line(
      0,
      `${tags} :${handle}!${handle}@${handle}.tmi.twitch.tv PRIVMSG #${CHANNEL} :Cheer${bits}`,
    ),
  ];
}

function subscription(stage: Stage): readonly TimedFrame[] {
  const plan = oneOf(['Prime', '1000', '1000', '1000', '2000', '3000'], stage.random);
  const months = 1 + Math.floor(stage.random() ** 2 * 30);
  return [
    notice(stage, 0, idOf(stage), {
      'msg-id': months === 1 ? 'sub' : 'resub',
      'msg-param-cumulative-months': String(months),
      'msg-param-sub-plan': plan,
    }),
  ];
}

/** An announcement and its children, one of which is lost now and then. */
function bundle(stage: Stage): readonly TimedFrame[] {
  const size = oneOf([3, 5, 5, 10, 20], stage.random);
  const shared = { 'msg-param-community-gift-id': idOf(stage), 'msg-param-sub-plan': '1000' };
  const announcement = notice(stage, 0, idOf(stage), {
    ...shared,
    'msg-id': 'submysterygift',
    'msg-param-mass-gift-count': String(size),
  });
  const arrived = stage.random() < LOST_END_SHARE ? size - 1 : size;
  const children = Array.from({ length: arrived }, (_, index) =>
    notice(stage, 300 + index * 90, `${idOf(stage)}-${index}`, {
      ...shared,
      'msg-id': 'subgift',
      'msg-param-gift-months': '1',
      'msg-param-recipient-id': String(500_000_000 + stage.step * 100 + index),
    }),
  );
  return [announcement, ...children];
}

function notice(
  stage: Stage,
  afterMs: number,
  id: string,
  extra: Readonly<Record<string, string>>,
): TimedFrame {
  const tags = twitchTags(stage, id, { login: stage.person.handle, ...extra }, afterMs);
  return line(afterMs, `${tags} :tmi.twitch.tv USERNOTICE #${CHANNEL}`);
}

function line(afterMs: number, text: string): TimedFrame {
  return { afterMs, frame: { platform: 'twitch', line: text } };
}

function twitchTags(
  stage: Stage,
  id: string,
  extra: Readonly<Record<string, string>>,
  afterMs = 0,
): string {
  const tags = {
    'display-name': stage.person.name,
    id,
    'room-id': ROOM_ID,
    'tmi-sent-ts': String(stage.atMs + afterMs),
    'user-id': stage.person.id,
    ...extra,
  };
  return `@${Object.entries(tags)
    .map(([key, value]) => `${key}=${escaped(value)}`)
    .join(';')}`;
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\:')
    .replaceAll(' ', '\\s')
    .replaceAll('\n', '\\n');
}

/** Unique over runs, seeds and steps. */
function idOf({ seed, startedAtMs, step }: SceneInput): string {
  return `sim-${seed}-${startedAtMs}-${step}`;
}
