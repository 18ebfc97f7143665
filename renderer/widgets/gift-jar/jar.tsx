/** The jar as it is seen: glass behind, pieces that are moved by transform alone, glass and a label in front. */
import * as m from 'framer-motion/m';
import { useLayoutEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import type { TallyState } from '../../../shared/contract/overlay-states.ts';
import { useWidgetMotion } from '../parts/motion.ts';
import { TestMark } from '../parts/stage.tsx';
import { giftsText } from '../parts/words.ts';
import { startJarShow } from './jar-show.ts';
import type { JarShow } from './jar-show.ts';

type Tally = NonNullable<TallyState['tally']>;

const GLASS =
  'M62 30V58C62 78 16 96 16 140V366C16 396 34 410 60 410H240C266 410 284 396 284 366V140C284 96 238 78 238 58V30';

export function Jar(props: { readonly tally: Tally; readonly test: boolean }): ReactElement {
  const { tally, test } = props;
  const motion = useWidgetMotion();
  const heap = useRef<HTMLDivElement>(null);
  const show = useRef<JarShow>(null);

  useLayoutEffect(() => {
    if (heap.current === null) return;
    const started = startJarShow(heap.current);
    show.current = started;
    return () => started.stop();
  }, []);
  useLayoutEffect(() => {
    show.current?.show(tally.totals);
  }, [tally]);

  return (
    <m.div className="jar" data-testid="jar" {...motion}>
      <svg className="jar-glass" viewBox="0 0 300 424" aria-hidden="true">
        <path className="jar-back" d={`${GLASS}Z`} />
      </svg>
      <div className="jar-heap" data-testid="jar-heap" ref={heap} />
      <svg className="jar-glass" viewBox="0 0 300 424" aria-hidden="true">
        <path className="jar-front" d={GLASS} />
        <path className="jar-shine" d="M34 150V350M46 134V190" />
        <rect className="jar-rim" x="48" y="16" width="204" height="24" rx="12" />
      </svg>
      <p className="paper jar-label" data-testid="jar-label">
        {giftsText(tally.gifts)}
        <TestMark test={test} />
      </p>
    </m.div>
  );
}
