/**
 * The root of everything a viewer sees: it bears the preset, the tokens and the creator's own CSS. What is inside is
 * shown once its style sheet and typefaces are there, so that nothing changes its face on air.
 */
import { useEffect, useMemo, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { PresetId, Theme, ThemeFont } from '../../../shared/overlay/presets.ts';
import { THEME_CLASS, scopedCss } from './scoped-css.ts';
import { isBuiltIn, loadSheets } from './sheets.ts';
import { ThemeContext } from './theme-context.ts';
import { tokenStyle } from './tokens.ts';
import './theme.css';

/** An alert is worth more than its typeface. */
const LONGEST_WAIT_MS = 2_000;

interface Worn {
  readonly preset: PresetId;
  readonly font: ThemeFont;
}

export function ThemeRoot(props: {
  readonly theme: Theme;
  readonly children: ReactNode;
}): ReactElement | null {
  const { theme, children } = props;
  const { tokens } = theme;
  const worn = useWorn(theme.preset, tokens.font);
  useOwnCss(theme.css);
  const shown = useMemo(
    () => ({
      preset: worn?.preset ?? 'ticket',
      motion: tokens.motion,
      radius: tokens.radius,
    }),
    [worn, tokens.motion, tokens.radius],
  );
  if (worn === null) return null;
  return (
    <ThemeContext value={shown}>
      <div
        className={THEME_CLASS}
        data-theme={worn.preset}
        data-font={worn.font}
        style={tokenStyle({ ...tokens, font: worn.font })}
      >
        {children}
      </div>
    </ThemeContext>
  );
}

/** What can be shown: the theme asked for once it is here, until then the one before. */
function useWorn(preset: PresetId, font: ThemeFont): Worn | null {
  const [worn, setWorn] = useState<Worn | null>(() =>
    isBuiltIn(preset, font) ? { preset, font } : null,
  );
  useEffect(() => {
    let current = true;
    const wear = (next: Worn): void => {
      if (current) setWorn((last) => (same(last, next) ? last : next));
    };
    const late = setTimeout(() => wear({ preset, font }), LONGEST_WAIT_MS);
    loadSheets(preset, font)
      .then(() => wear({ preset, font }))
      // Better the house's own look than none.
      .catch(() => wear({ preset: 'ticket', font: 'preset' }))
      .finally(() => clearTimeout(late));
    return () => {
      current = false;
      clearTimeout(late);
    };
  }, [preset, font]);
  return worn;
}

function same(last: Worn | null, next: Worn): boolean {
  return last?.preset === next.preset && last.font === next.font;
}

function useOwnCss(css: string): void {
  useEffect(() => {
    if (css === '') return;
    const { sheet } = scopedCss(css);
    document.adoptedStyleSheets.push(sheet);
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    };
  }, [css]);
}
