/** Where a widget stands in its browser source. */
import { LazyMotion, MotionConfig, domAnimation } from 'framer-motion';
import type { ReactElement, ReactNode } from 'react';
import { TEST_MARK } from '../words.ts';
import './paper.css';

export function Stage(props: {
  readonly widget: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly children: ReactNode;
}): ReactElement {
  const { widget, align = 'left', children } = props;
  return (
    <LazyMotion features={domAnimation} strict>
      <MotionConfig reducedMotion="user">
        <div className="stage" data-testid="stage" data-widget={widget} data-align={align}>
          {children}
        </div>
      </MotionConfig>
    </LazyMotion>
  );
}

/** The quiet mark on what was never given. */
export function TestMark({ test }: { readonly test: boolean }): ReactElement | null {
  return test ? <span className="test-mark">{TEST_MARK}</span> : null;
}
