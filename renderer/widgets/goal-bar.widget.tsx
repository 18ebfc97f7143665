/** The goal bar: how far the audience has come. */
import { AnimatePresence } from 'framer-motion';
import type { ReactElement } from 'react';
import type { GoalState } from '../../shared/contract/overlay-states.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import { Bar } from './goal-bar/bar.tsx';
import card from './goal-bar/card.ts';
import './goal-bar/goal-bar.css';
import { newest } from './newest.ts';
import { Stage } from './parts/stage.tsx';

function GoalBarView(props: WidgetViewProps<GoalState | null, null>): ReactElement {
  const { state } = props;
  return (
    <Stage widget={card.id}>
      <AnimatePresence>
        {state?.goal != null && <Bar key="goal" goal={state.goal} test={state.test} />}
      </AnimatePresence>
    </Stage>
  );
}

export default defineWidget({
  id: card.id,
  feeds: [card.feed],
  settings: () => null,
  initial: null,
  reduce: newest<'goal'>,
  View: GoalBarView,
});
