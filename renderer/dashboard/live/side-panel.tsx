/** A section of the side column: a heading, maybe a button beside it, and its content. */
import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';

export function SidePanel(props: {
  readonly heading: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  const id = useId();
  return (
    <section className="side-panel" aria-labelledby={id}>
      <div className="side-head">
        <h2 id={id}>{props.heading}</h2>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
