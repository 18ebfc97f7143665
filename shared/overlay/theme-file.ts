/** A theme as one file: what is written, and how a file from anywhere is read. */
import { z } from 'zod';
import { themeSchema } from './theme.ts';
import type { Theme } from './theme.ts';

/** No theme of ours is longer, in characters. */
export const MAX_THEME_FILE = 64 * 1024;
const VERSION = 1;

/** What is wrong with a file that holds no theme. */
export type ThemeFileProblem = 'too_large' | 'not_json' | 'not_a_theme' | 'newer' | 'invalid';

export type ReadTheme =
  | { readonly ok: true; readonly theme: Theme }
  | {
      readonly ok: false;
      readonly problem: ThemeFileProblem;
      /** Names of the parts that are wrong, such as `tokens.accent`. */
      readonly where: readonly string[];
    };

const envelope = z.object({ coinfall: z.literal('theme'), v: z.int().min(1), theme: z.unknown() });

/** The file of a theme. */
export function themeFileText(theme: Theme): string {
  return `${JSON.stringify({ coinfall: 'theme', v: VERSION, theme }, null, 2)}\n`;
}

/** Reads a theme's file; a file with anything wrong in it is refused whole. */
export function readThemeFile(text: string): ReadTheme {
  if (text.length > MAX_THEME_FILE) return refused('too_large');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused('not_json');
  }
  const file = envelope.safeParse(json);
  if (!file.success) return refused('not_a_theme');
  if (file.data.v > VERSION) return refused('newer');
  const theme = themeSchema.safeParse(file.data.theme);
  if (theme.success) return { ok: true, theme: theme.data };
  const where = theme.error.issues.map(({ path }) => path.map(String).join('.') || 'theme');
  return refused('invalid', [...new Set(where)]);
}

function refused(problem: ThemeFileProblem, where: readonly string[] = []): ReadTheme {
  return { ok: false, problem, where };
}
