/**
 * Synthesises Coinfall's own sounds: `node resources/sounds/generate.mjs`. Plain arithmetic, no sample of anybody's:
 * the same files come out everywhere (`tests/renderer/own-sounds.test.ts`). 16-bit mono WAV at 24 kHz, each under a
 * second and a half.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RATE = 24_000;
const TAU = 2 * Math.PI;
const HEADER_BYTES = 44;
const PEAK = 0.7;
const FADE_SECONDS = 0.03;

const note = (semitonesFromA4) => 440 * 2 ** (semitonesFromA4 / 12);
const decay = (t, seconds) => Math.exp((-t * 5) / seconds);
/** No click at the start. */
const attack = (t, seconds) => Math.min(1, t / seconds);

/** A struck bar or bell: partials that fade the faster the higher they are. */
function struck(hertz, seconds, partials, soft = 0.004) {
  return (t) =>
    t < 0
      ? 0
      : attack(t, soft) *
        partials.reduce(
          (sum, [ratio, level, life]) =>
            sum + level * Math.sin(TAU * hertz * ratio * t) * decay(t, seconds * life),
          0,
        );
}

const BELL = [
  [1, 1, 1],
  [2.76, 0.45, 0.55],
  [5.4, 0.2, 0.3],
  [8.93, 0.08, 0.18],
];
const GLASS = [
  [1, 1, 1],
  [2, 0.3, 0.6],
  [3.01, 0.14, 0.35],
];
const BAR = [
  [1, 1, 1],
  [3.93, 0.28, 0.28],
  [9.2, 0.07, 0.12],
];
const COIN = [
  [1, 1, 1],
  [1.51, 0.6, 0.8],
  [2.93, 0.35, 0.4],
];

/** Several notes, each at its time in seconds. */
const sequence =
  (...notes) =>
  (t) =>
    notes.reduce((sum, [at, sound, level = 1]) => sum + level * sound(t - at), 0);

/** A string, plucked: Karplus and Strong's ring of noise that is averaged as it goes round. */
function plucked(hertz, seconds, random) {
  const length = Math.round(RATE / hertz);
  const ring = Float64Array.from({ length }, () => random() * 2 - 1);
  const out = new Float64Array(Math.ceil(seconds * RATE));
  for (let at = 0; at < out.length; at += 1) {
    const here = at % length;
    out[at] = ring[here];
    ring[here] = 0.497 * (ring[here] + ring[(here + 1) % length]);
  }
  return (t) => (t < 0 ? 0 : (out[Math.floor(t * RATE)] ?? 0) * decay(t, seconds * 1.6));
}

/** Noise through a band that sweeps up and closes again. */
function whoosh(seconds, random) {
  const out = new Float64Array(Math.ceil(seconds * RATE));
  let low = 0;
  let band = 0;
  for (let at = 0; at < out.length; at += 1) {
    const part = at / out.length;
    const hertz = 300 + 2_600 * Math.sin(Math.PI * Math.min(1, part * 1.15)) ** 2;
    const f = 2 * Math.sin((Math.PI * hertz) / RATE);
    const high = random() * 2 - 1 - low - 0.5 * band;
    band += f * high;
    low += f * band;
    out[at] = band * Math.sin(Math.PI * part) ** 1.6;
  }
  return (t) => out[Math.floor(t * RATE)] ?? 0;
}

/** A drop of water: a pitch that rises as it fades. */
const drop = (hertz, seconds) => (t) =>
  t < 0
    ? 0
    : attack(t, 0.006) * Math.sin(TAU * hertz * (t + (1.6 * t * t) / seconds)) * decay(t, seconds);

/** Mulberry32: noise that is the same in every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Seconds and sound of each file. */
const SOUNDS = {
  pluck: [
    0.7,
    sequence([0, plucked(note(3), 0.6, seeded(1))], [0.09, plucked(note(10), 0.6, seeded(2)), 0.8]),
  ],
  chime: [
    1,
    sequence([0, struck(note(7), 0.8, GLASS)], [0.12, struck(note(12), 0.85, GLASS), 0.8]),
  ],
  bell: [1.4, struck(note(-2), 1.3, BELL, 0.006)],
  fanfare: [
    1.4,
    sequence(
      [0, struck(note(3), 0.6, GLASS)],
      [0.11, struck(note(7), 0.6, GLASS)],
      [0.22, struck(note(10), 0.7, GLASS)],
      [0.36, struck(note(15), 1, BELL), 1.1],
      [0.36, struck(note(10), 1, GLASS), 0.5],
    ),
  ],
  coins: [
    1,
    sequence(
      [0, struck(2_350, 0.35, COIN, 0.001)],
      [0.08, struck(2_790, 0.4, COIN, 0.001), 0.8],
      [0.2, struck(2_490, 0.3, COIN, 0.001), 0.55],
      [0.27, struck(3_130, 0.35, COIN, 0.001), 0.5],
      [0.41, struck(2_640, 0.4, COIN, 0.001), 0.35],
    ),
  ],
  whoosh: [0.75, whoosh(0.7, seeded(3))],
  bubble: [
    0.5,
    sequence([0, drop(420, 0.22)], [0.13, drop(560, 0.2), 0.8], [0.23, drop(700, 0.18), 0.6]),
  ],
  marimba: [
    0.9,
    sequence(
      [0, struck(note(-5), 0.5, BAR, 0.003)],
      [0.13, struck(note(2), 0.5, BAR, 0.003)],
      [0.26, struck(note(7), 0.6, BAR, 0.003)],
    ),
  ],
};

/** The samples at the same loudness peak, faded out at the end. */
function samplesOf([seconds, sound]) {
  const raw = Float64Array.from({ length: Math.round(seconds * RATE) }, (_, at) =>
    sound(at / RATE),
  );
  const peak = raw.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return raw.map((value, at) => {
    const left = (raw.length - at) / RATE;
    return (value / peak) * PEAK * Math.min(1, left / FADE_SECONDS);
  });
}

/** A whole WAV file. */
function wav(samples) {
  const file = Buffer.alloc(HEADER_BYTES + samples.length * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((value, at) =>
    file.writeInt16LE(Math.round(value * 32_767), HEADER_BYTES + at * 2),
  );
  return file;
}

for (const [name, recipe] of Object.entries(SOUNDS)) {
  writeFileSync(
    join(process.argv[2] ?? import.meta.dirname, `${name}.wav`),
    wav(samplesOf(recipe)),
  );
}
