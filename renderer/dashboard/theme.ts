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

/** The library's own greys are cool; these are the tokens' warm ones, light to dark. */
const gray: MantineColorsTuple = [
  '#f8f6f1',
  '#f1eee6',
  '#e5e1d7',
  '#d6d1c4',
  '#c4bfb1',
  '#a8a294',
  '#8a8577',
  '#6f6a5d',
  '#4a463c',
  '#2c2a25',
];
const dark: MantineColorsTuple = [
  '#e9e5da',
  '#b9b4a7',
  '#938e81',
  '#6b675c',
  '#434037',
  '#35322c',
  '#22201c',
  '#191815',
  '#151411',
  '#12110f',
];

export const theme = createTheme({
  black: '#1d1605',
  colors: { gold, gray, dark },
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
  '--mantine-color-gold-filled': 'var(--gold)',
  '--mantine-color-gold-filled-hover': 'var(--gold-hover)',
  '--mantine-color-gray-light-color': 'var(--ink-2)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
  '--mantine-color-green-light-color': 'var(--good)',
};

/** The same names for both schemes: the tokens change beneath them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  dark: shared,
  light: shared,
});
