import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  PLAIN_TOKENS,
  PRESET_IDS,
  THEME_FONTS,
  THEME_MOTIONS,
} from '../../../shared/overlay/presets.ts';
import type { Theme } from '../../../shared/overlay/presets.ts';
import {
  MAX_THEME_FILE,
  readThemeFile,
  themeFileText,
} from '../../../shared/overlay/theme-file.ts';

const colour = fc.option(
  fc
    .tuple(fc.nat(0xff_ffff), fc.boolean())
    .map(([rgb, alpha]) => `#${rgb.toString(16).padStart(6, '0')}${alpha ? '80' : ''}`),
);
const theme: fc.Arbitrary<Theme> = fc.record({
  name: fc.stringMatching(/^[a-z][a-z ]{0,40}[a-z]$/),
  preset: fc.constantFrom(...PRESET_IDS),
  tokens: fc.record({
    font: fc.constantFrom(...THEME_FONTS),
    motion: fc.constantFrom(...THEME_MOTIONS),
    paper: colour,
    words: colour,
    quiet: colour,
    accent: colour,
    accentWords: colour,
    radius: fc.option(fc.nat(48)),
    shadow: fc.option(fc.nat(100)),
  }),
  css: fc.string({ maxLength: 300 }),
});
const PLAIN: Theme = { name: 'Mine', preset: 'neon', tokens: PLAIN_TOKENS, css: '' };

describe('a theme as a file', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(theme, (written) => {
        expect(readThemeFile(themeFileText(written))).toEqual({ ok: true, theme: written });
      }),
    );
  });

  it('is refused whole with words when anything of it is wrong', () => {
    const file = (change: object): string =>
      JSON.stringify({ coinfall: 'theme', v: 1, theme: { ...PLAIN, ...change } });
    expect(readThemeFile('{"coinfall"')).toMatchObject({ problem: 'not_json' });
    expect(readThemeFile('[]')).toMatchObject({ problem: 'not_a_theme' });
    expect(readThemeFile('{"coinfall":"rules","v":1}')).toMatchObject({ problem: 'not_a_theme' });
    expect(readThemeFile('{"coinfall":"theme","v":2,"theme":{}}')).toMatchObject({
      problem: 'newer',
    });
    expect(readThemeFile(`"${'x'.repeat(MAX_THEME_FILE)}"`)).toMatchObject({
      problem: 'too_large',
    });
    expect(readThemeFile(file({ preset: 'glass' }))).toEqual({
      ...{ ok: false, problem: 'invalid' },
      where: ['preset'],
    });
    expect(
      readThemeFile(file({ tokens: { ...PLAIN_TOKENS, accent: 'red; x: url(//a)' } })),
    ).toMatchObject({ problem: 'invalid', where: ['tokens.accent'] });
    expect(readThemeFile(file({ script: 'x' }))).toMatchObject({ problem: 'invalid' });
  });

  it('is never thrown at, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readThemeFile(text).ok).toBe(false);
      }),
    );
  });
});
