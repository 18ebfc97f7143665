/** The session's total: one number that grows, and what stands behind it. */
import { AnimatePresence } from 'framer-motion';
import type { ReactElement } from 'react';
import type { TallyState } from '../../shared/contract/overlay-states.ts';
import { chosen } from './card.ts';
import type { Chosen } from './card.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import { newest } from './newest.ts';
import { Stage } from './parts/stage.tsx';
import card from './session-total/card.ts';
import './session-total/session-total.css';
import { TotalPlate } from './session-total/total-plate.tsx';

function SessionTotalView(
  props: WidgetViewProps<TallyState | null, Chosen<typeof card.choices>>,
): ReactElement {
  const { state, settings } = props;
  return (
    <Stage widget={card.id} align={settings.align}>
      <AnimatePresence>
        {state?.tally != null && (
          <TotalPlate key={state.tally.sessionNo} tally={state.tally} test={state.test} />
        )}
      </AnimatePresence>
    </Stage>
  );
}

export default defineWidget({
  id: card.id,
  feeds: [card.feed],
  settings: (params) => chosen(card.choices, params),
  initial: null,
  reduce: newest<'session'>,
  View: SessionTotalView,
});
