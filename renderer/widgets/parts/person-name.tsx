/** A viewer's name: text and nothing else, clipped where its box ends. */
import type { ReactElement } from 'react';
import { NAMELESS } from './words.ts';

export function PersonName({ name }: { readonly name: string }): ReactElement {
  return (
    <bdi className="person-name" data-testid="person-name">
      {name === '' ? NAMELESS : name}
    </bdi>
  );
}
