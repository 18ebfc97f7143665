/**
 * How each preset moves. A ticket tears, a sign flickers, paper is laid down, pixels jump, a lower third wipes. Only
 * transform and opacity; everything has come in after `ENTER_MS` of the alert and is still from then on.
 */
import type { TargetAndTransition, Transition } from 'framer-motion';
import type { PresetId } from '../../../shared/overlay/presets.ts';
import type { ShownTheme } from './theme-context.ts';

/** Parts of the gift alert. */
export type AlertPart = 'stub' | 'drawing' | 'body' | 'name' | 'detail' | 'count' | 'ornament';

/** Where a part comes from and goes to, and when within the whole. */
export interface PartPlay {
  readonly from: TargetAndTransition;
  readonly to?: TargetAndTransition;
  readonly gone: TargetAndTransition;
  readonly startMs: number;
  readonly durationMs: number;
}

export type Ease = Transition['ease'];

export interface Choreography {
  readonly alert: Readonly<Record<AlertPart, PartPlay>>;
  /** A whole widget that comes and goes. */
  readonly widget: Pick<PartPlay, 'from' | 'to' | 'gone'>;
  readonly easeIn: Ease;
  readonly easeOut: Ease;
}

const OUT = [0.16, 1, 0.3, 1] as const;
const IN = [0.5, 0, 0.9, 0.4] as const;
/** Laid down with a hand's small overshoot. */
const SETTLE = [0.34, 1.4, 0.64, 1] as const;

/** Jumps in whole steps, as old machines did. */
function stepped(steps: number): (share: number) => number {
  return (share) => Math.floor(share * steps + 1e-6) / steps;
}

const FADE = { from: { opacity: 0 }, gone: { opacity: 0 } } as const;
/** A tube that catches: dark, a flash, dark, light. */
const FLICKER = { opacity: [0, 0.9, 0.25, 1, 0.7, 1] };
const GOES_OUT = { opacity: [1, 0.3, 0.75, 0] };

const PLAYS: Readonly<Record<PresetId, Choreography>> = {
  ticket: {
    easeOut: [...OUT],
    easeIn: [...IN],
    widget: { from: { opacity: 0, y: 22 }, gone: { opacity: 0, y: 14 } },
    alert: {
      stub: play(
        0,
        380,
        { opacity: 0, y: -26, rotate: -7 },
        { opacity: 0, x: -30, y: 20, rotate: -11 },
      ),
      drawing: play(120, 420, { opacity: 0, scale: 0.5, rotate: -14 }),
      body: play(130, 430, { opacity: 0, x: -56 }, { opacity: 0, x: 26 }),
      name: play(280, 320, { opacity: 0, x: -14 }),
      detail: play(340, 320, { opacity: 0, x: -14 }),
      count: play(380, 320, { opacity: 0, scale: 0.6 }),
      ornament: play(160, 520, { opacity: 0, scale: 0.86 }, { opacity: 0 }),
    },
  },
  quiet: {
    easeOut: [0.2, 0.6, 0.2, 1],
    easeIn: [0.4, 0, 1, 1],
    widget: { from: { opacity: 0, y: 8 }, gone: { opacity: 0 } },
    alert: {
      stub: play(0, 600, { opacity: 0 }, { opacity: 0 }),
      drawing: play(0, 600, { opacity: 0 }),
      body: play(0, 600, { opacity: 0, y: 8 }, { opacity: 0 }),
      name: play(120, 520, { opacity: 0 }),
      detail: play(180, 520, { opacity: 0 }),
      count: play(180, 520, { opacity: 0 }),
      ornament: play(0, 600, { opacity: 0 }, { opacity: 0 }),
    },
  },
  neon: {
    easeOut: 'linear',
    easeIn: 'linear',
    widget: { from: { opacity: 0 }, to: FLICKER, gone: GOES_OUT },
    alert: {
      stub: play(0, 420, { opacity: 0 }, GOES_OUT, FLICKER),
      drawing: play(160, 360, { opacity: 0 }, {}, FLICKER),
      body: play(60, 480, { opacity: 0 }, GOES_OUT, FLICKER),
      name: play(220, 380, { opacity: 0 }, {}, FLICKER),
      detail: play(300, 380, { opacity: 0 }),
      count: play(320, 380, { opacity: 0 }, {}, FLICKER),
      ornament: play(100, 560, { opacity: 0 }, GOES_OUT, FLICKER),
    },
  },
  paper: {
    easeOut: [...SETTLE],
    easeIn: [...IN],
    widget: { from: { opacity: 0, y: -34, rotate: -2.5 }, gone: { opacity: 0, y: 30, rotate: 2 } },
    alert: {
      stub: play(
        120,
        520,
        { opacity: 0, y: -70, rotate: -24, scale: 1.2 },
        { opacity: 0, y: 46, rotate: -18 },
      ),
      drawing: play(260, 400, { opacity: 0, scale: 0.4 }),
      body: play(
        0,
        480,
        { opacity: 0, y: -46, rotate: 4, scale: 1.06 },
        { opacity: 0, y: 40, rotate: 3 },
      ),
      name: play(260, 340, { opacity: 0, y: -10 }),
      detail: play(320, 340, { opacity: 0, y: -10 }),
      count: play(360, 340, { opacity: 0, scale: 1.5, rotate: 8 }),
      ornament: play(200, 480, { opacity: 0, scale: 0.7, rotate: -20 }, { opacity: 0 }),
    },
  },
  arcade: {
    easeOut: stepped(6),
    easeIn: stepped(4),
    widget: { from: { opacity: 0, y: 48 }, gone: { opacity: 0, y: 48 } },
    alert: {
      stub: play(0, 360, { opacity: 1, y: 96 }, { opacity: 0, y: 96 }),
      drawing: play(240, 300, { opacity: 0, y: 18 }),
      body: play(0, 420, { opacity: 0, y: 60 }, { opacity: 0, y: 60 }),
      name: play(300, 240, { opacity: 0 }),
      detail: play(380, 240, { opacity: 0 }),
      count: play(420, 280, { opacity: 0, scale: 1.6 }),
      ornament: play(200, 480, { opacity: 0, scale: 0.5 }, { opacity: 0 }),
    },
  },
  broadcast: {
    easeOut: [0.7, 0, 0.1, 1],
    easeIn: [0.7, 0, 0.84, 0],
    widget: { from: { opacity: 0, x: -70 }, gone: { opacity: 0, x: -70 } },
    alert: {
      stub: play(0, 380, { opacity: 1, scaleX: 0 }, { opacity: 0, x: -40 }),
      drawing: play(260, 300, { opacity: 0, scale: 0.7 }),
      body: play(140, 420, { opacity: 1, scaleX: 0 }, { opacity: 0, x: -90 }),
      name: play(400, 260, { opacity: 0, x: -26 }),
      detail: play(440, 260, { opacity: 0, x: -26 }),
      count: play(440, 260, { opacity: 0 }),
      ornament: play(100, 500, { opacity: 0, x: -80 }, { opacity: 0 }),
    },
  },
};

/** The choreography of a theme: its preset's, moved less or more, or faded. */
export function choreographyOf({
  preset,
  motion,
}: Pick<ShownTheme, 'preset' | 'motion'>): Choreography {
  const own = PLAYS[preset];
  if (motion === 'preset') return own;
  const change = CHANGES[motion];
  const alert = Object.fromEntries(
    Object.entries(own.alert).map(([part, one]) => [part, { ...one, ...change(one) }]),
  ) as Choreography['alert'];
  return { ...own, alert, widget: { ...own.widget, ...change(own.widget) } };
}

type Targets = Pick<PartPlay, 'from' | 'gone'>;

const CHANGES = {
  still: (): Targets => FADE,
  calm: ({ from, gone }: Targets): Targets => ({
    from: scaled(from, 0.4),
    gone: scaled(gone, 0.4),
  }),
  lively: ({ from, gone }: Targets): Targets => ({
    from: scaled(from, 1.7),
    gone: scaled(gone, 1.7),
  }),
};

const LENGTHS: ReadonlySet<string> = new Set(['x', 'y', 'rotate']);

/** The same way, shorter or longer. */
function scaled(target: TargetAndTransition, factor: number): TargetAndTransition {
  const lengths = Object.entries(target).filter(
    (entry): entry is [string, number] => LENGTHS.has(entry[0]) && typeof entry[1] === 'number',
  );
  return {
    ...target,
    ...Object.fromEntries(lengths.map(([name, length]) => [name, length * factor])),
  };
}

function play(
  startMs: number,
  durationMs: number,
  from: TargetAndTransition,
  gone: TargetAndTransition = {},
  to?: TargetAndTransition,
): PartPlay {
  return { startMs, durationMs, from, gone, ...(to === undefined ? {} : { to }) };
}
