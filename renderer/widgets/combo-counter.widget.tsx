/** The combo counter: a streak's number, growing, for as long as it goes on. */
import { AnimatePresence } from 'framer-motion';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { ComboState } from '../../shared/contract/overlay-states.ts';
import card from './combo-counter/card.ts';
import './combo-counter/combo-counter.css';
import { Counter } from './combo-counter/counter.tsx';
import { chosen } from './card.ts';
import type { Chosen } from './card.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import { newest } from './newest.ts';
import { Stage } from './parts/stage.tsx';

type Settings = Chosen<typeof card.choices>;

function ComboCounterView(props: WidgetViewProps<ComboState | null, Settings>): ReactElement {
  const { state, settings, now } = props;
  const combo = state?.combo ?? null;
  const over = useIsOver(combo?.endsAtMs ?? null, now);
  return (
    <Stage widget={card.id} align={settings.align}>
      <AnimatePresence>
        {state !== null && combo !== null && !over && (
          <Counter key={combo.comboId} combo={combo} now={now} test={state.test} />
        )}
      </AnimatePresence>
    </Stage>
  );
}

/** Turns true when the streak is over, also if nobody says so; one that grows moves its end. */
function useIsOver(endsAtMs: number | null, now: () => number): boolean {
  const [overAtMs, setOverAtMs] = useState<number | null>(null);
  useEffect(() => {
    if (endsAtMs === null) return;
    const timer = setTimeout(() => setOverAtMs(endsAtMs), endsAtMs - now());
    return () => clearTimeout(timer);
  }, [endsAtMs, now]);
  return endsAtMs !== null && overAtMs === endsAtMs;
}

export default defineWidget({
  id: card.id,
  feeds: [card.feed],
  settings: (params) => chosen(card.choices, params),
  initial: null,
  reduce: newest<'combo'>,
  View: ComboCounterView,
});
