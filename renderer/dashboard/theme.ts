/** Mantine set from the tokens: one palette, one typeface, and no second opinion on colour. */
import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

/** Shades around the accent; buttons take theirs from the tokens below. */
const gold: MantineColorsTuple = [
  '#fdf6e4',
  '#f8e9c4',
  '#f3daa0',
  '#eecb7b',
  '#e9bd60',
  '#e5b34a',
  '#d9a436',
  '#b98823',
  '#8f6817',
  '#66490d',
];

export const theme = createTheme({
  colors: { gold },
  primaryColor: 'gold',
  primaryShade: 5,
  autoContrast: true,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '17px', xl: '20px' },
});

const shared = {
  '--mantine-color-body': 'var(--ground)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--gold-text)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-primary-color-filled': 'var(--gold)',
  '--mantine-primary-color-filled-hover': 'var(--gold-hover)',
  '--mantine-primary-color-contrast': 'var(--gold-ink)',
};

/** The same names for both schemes: the tokens change beneath them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  dark: shared,
  light: shared,
});
