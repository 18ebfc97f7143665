/** A state as shape, colour and word together: colour alone never carries it. */
import type { ReactElement } from 'react';

export type Tone = 'good' | 'wait' | 'bad' | 'off';

const SHAPES: Readonly<Record<Tone, ReactElement>> = {
  good: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  wait: (
    <path
      d="M5 1a4 4 0 0 1 0 8M5 1a4 4 0 0 0 0 8"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.800"
      strokeDasharray="3.400 2.200"
    />
  ),
  bad: <path d="M5 .8 9.600 9.200H.400Z" fill="currentColor" />,
  off: <circle cx="5" cy="5" r="3.400" fill="none" stroke="currentColor" strokeWidth="1.600" />,
};

export function StatusDot(props: {
  readonly tone: Tone;
  readonly text: string;
  readonly testId?: string;
}): ReactElement {
  return (
    <span className="status-dot" data-tone={props.tone} data-testid={props.testId}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        {SHAPES[props.tone]}
      </svg>
      {props.text}
    </span>
  );
}
