/**
 * How overlays look: a preset, and what the creator changed of it. A preset is drawn by style sheets of the widgets;
 * tokens and the creator's own CSS lie above it. One theme is one file when it is exported.
 */
import { z } from 'zod';

/** Presets that ship. The first is what a page without a theme shows. */
export const PRESET_IDS = ['ticket', 'quiet', 'neon', 'paper', 'arcade', 'broadcast'] as const;
export type PresetId = (typeof PRESET_IDS)[number];

/** Typefaces that ship with the app (OFL); `preset` is the preset's own. */
export const THEME_FONTS = ['preset', 'plain', 'rounded', 'condensed', 'hand', 'pixel'] as const;
export type ThemeFont = (typeof THEME_FONTS)[number];

/** How far things travel on air: `still` only fades. */
export const THEME_MOTIONS = ['preset', 'still', 'calm', 'lively'] as const;
export type ThemeMotion = (typeof THEME_MOTIONS)[number];

/** Of the creator's own CSS, in characters. */
export const MAX_CSS_LENGTH = 20_000;

const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}([0-9a-f]{2})?$/)
  .nullable();

/** What may be changed of a preset. Null leaves the preset's own. */
export const themeTokensSchema = z.strictObject({
  font: z.enum(THEME_FONTS),
  motion: z.enum(THEME_MOTIONS),
  /** Behind the words: `#rrggbb` or `#rrggbbaa`. */
  paper: colour,
  words: colour,
  /** Secondary words. */
  quiet: colour,
  /** What is earned. */
  accent: colour,
  /** Words that stand on the accent. */
  accentWords: colour,
  /** Of corners, CSS pixels. */
  radius: z.int().min(0).max(48).nullable(),
  /** Depth of the shadow: 0 none, 100 the deepest. */
  shadow: z.int().min(0).max(100).nullable(),
});
export type ThemeTokens = z.infer<typeof themeTokensSchema>;

export const PLAIN_TOKENS: ThemeTokens = {
  font: 'preset',
  motion: 'preset',
  paper: null,
  words: null,
  quiet: null,
  accent: null,
  accentWords: null,
  radius: null,
  shadow: null,
};

export const themeSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  preset: z.enum(PRESET_IDS),
  tokens: themeTokensSchema,
  css: z.string().max(MAX_CSS_LENGTH),
});
export type Theme = z.infer<typeof themeSchema>;
