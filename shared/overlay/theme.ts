/**
 * How overlays look: a preset, and what the creator changed of it. A preset is drawn by style sheets of the widgets;
 * tokens and the creator's own CSS lie above it. One theme is one file when it is exported.
 */
import { z } from 'zod';
import { PRESET_IDS, THEME_FONTS, THEME_MOTIONS } from './presets.ts';
import type { Theme, ThemeTokens } from './presets.ts';

export * from './presets.ts';

/** Of the creator's own CSS, in characters. */
export const MAX_CSS_LENGTH = 20_000;

const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}([0-9a-f]{2})?$/)
  .nullable();

export const themeTokensSchema = z.strictObject({
  font: z.enum(THEME_FONTS),
  motion: z.enum(THEME_MOTIONS),
  paper: colour,
  words: colour,
  quiet: colour,
  accent: colour,
  accentWords: colour,
  radius: z.int().min(0).max(48).nullable(),
  shadow: z.int().min(0).max(100).nullable(),
}) satisfies z.ZodType<ThemeTokens>;

export const themeSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  preset: z.enum(PRESET_IDS),
  tokens: themeTokensSchema,
  css: z.string().max(MAX_CSS_LENGTH),
}) satisfies z.ZodType<Theme>;
