/** The board: rows of one height that slide to their place. */
import { AnimatePresence } from 'framer-motion';
import * as m from 'framer-motion/m';
import type { ReactElement } from 'react';
import type { SupporterRow, SupportersState } from '../../../shared/contract/overlay-states.ts';
import { FADE_IN, FADE_OUT, MOVE, useWidgetMotion } from '../parts/motion.ts';
import { PersonName } from '../parts/person-name.tsx';
import { TestMark } from '../parts/stage.tsx';
import { TOP_HEADINGS, amountText } from '../parts/words.ts';

const ROW = 54;

export function Board(props: {
  readonly rows: readonly SupporterRow[];
  readonly most: number;
  readonly span: keyof Pick<SupportersState, 'session' | 'today' | 'all'>;
  readonly test: boolean;
}): ReactElement {
  const { rows, most, span, test } = props;
  const motion = useWidgetMotion();
  return (
    <m.div className="paper board" data-testid="board" {...motion}>
      <p className="board-heading">{TOP_HEADINGS[span]}</p>
      <ol className="board-rows" style={{ blockSize: most * ROW }}>
        <AnimatePresence initial={false}>
          {rows.map((row, index) => (
            <m.li
              key={row.key}
              className="board-row"
              data-testid="board-row"
              data-place={index + 1}
              initial={{ opacity: 0, y: index * ROW }}
              animate={{ opacity: 1, y: index * ROW }}
              exit={{ opacity: 0, transition: FADE_OUT }}
              transition={{ y: MOVE, opacity: FADE_IN }}
            >
              <span className="board-place">{index + 1}</span>
              <PersonName name={row.name} />
              <span className="board-amount">
                {row.amounts.slice(0, 1).map(({ units, unit }) => amountText(units, unit))}
              </span>
            </m.li>
          ))}
        </AnimatePresence>
      </ol>
      <TestMark test={test} />
    </m.div>
  );
}
