import type { ReactElement, ReactNode } from 'react';
import type { Theme } from '../../../shared/overlay/theme.ts';

export function ThemeRoot(props: {
  readonly theme: Theme;
  readonly children: ReactNode;
}): ReactElement {
  return <div data-preset={props.theme.preset}>{props.children}</div>;
}
