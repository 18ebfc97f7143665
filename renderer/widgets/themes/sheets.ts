/** Where style sheets and typefaces come from: each a chunk of its own, so that a page fetches only its theme's. */
import type { PresetId, ThemeFont } from '../../../shared/overlay/presets.ts';

interface Part {
  readonly load: () => Promise<unknown>;
  /** Fonts that must be there before anything is shown, as `document.fonts.load` takes them. */
  readonly faces: readonly string[];
}

/** The ticket is part of every page. */
const NOTHING: Part = { load: () => Promise.resolve(), faces: [] };

const PRESETS: Readonly<Record<PresetId, Part>> = {
  ticket: NOTHING,
  quiet: { load: () => import('./presets/quiet.ts'), faces: ['560 20px "Newsreader Variable"'] },
  neon: { load: () => import('./presets/neon.ts'), faces: ['400 20px "Tilt Neon"'] },
  paper: { load: () => import('./presets/paper.ts'), faces: ['600 20px "Fredoka Variable"'] },
  arcade: {
    load: () => import('./presets/arcade.ts'),
    faces: ['400 20px "Jersey 15"'],
  },
  broadcast: {
    load: () => import('./presets/broadcast.ts'),
    faces: ['600 20px "Barlow Condensed"', '700 20px "Barlow Condensed"'],
  },
};

const FACES: Readonly<Record<ThemeFont, Part>> = {
  preset: NOTHING,
  plain: NOTHING,
  rounded: { load: () => import('./faces/rounded.ts'), faces: ['600 20px "Fredoka Variable"'] },
  condensed: {
    load: () => import('./faces/condensed.ts'),
    faces: ['600 20px "Barlow Condensed"', '700 20px "Barlow Condensed"'],
  },
  hand: { load: () => import('./faces/hand.ts'), faces: ['650 20px "Caveat Variable"'] },
  pixel: { load: () => import('./faces/pixel.ts'), faces: ['400 20px "Jersey 15"'] },
};

/** Whether there is nothing to wait for. */
export function isBuiltIn(preset: PresetId, font: ThemeFont): boolean {
  return PRESETS[preset] === NOTHING && FACES[font] === NOTHING;
}

/** Fetches a theme's sheet and typefaces. Rejects when they cannot be had. */
export async function loadSheets(preset: PresetId, font: ThemeFont): Promise<void> {
  const parts = [PRESETS[preset], FACES[font]];
  await Promise.all(parts.map((part) => part.load()));
  const faces = parts.flatMap((part) => part.faces);
  await Promise.all(faces.map((face) => document.fonts.load(face)));
}
