/** The latest gifts in a row, newest first. It stands still until the next one comes. */
import { AnimatePresence } from 'framer-motion';
import type { ReactElement } from 'react';
import type { LatestState } from '../../shared/contract/overlay-states.ts';
import { chosen } from './card.ts';
import type { Chosen } from './card.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import card from './gift-ticker/card.ts';
import './gift-ticker/gift-ticker.css';
import { GiftSlip } from './gift-ticker/gift-slip.tsx';
import { newest } from './newest.ts';
import { Stage, TestMark } from './parts/stage.tsx';

function GiftTickerView(
  props: WidgetViewProps<LatestState | null, Chosen<typeof card.choices>>,
): ReactElement {
  const { state } = props;
  return (
    <Stage widget={card.id}>
      <div className="ticker">
        {/* What stands when the page is opened has not just come in. */}
        {state !== null && (
          <AnimatePresence initial={false}>
            {state.gifts.map((gift, index) => (
              <GiftSlip key={gift.key} gift={gift} place={index} />
            ))}
          </AnimatePresence>
        )}
        <TestMark test={state?.test === true && state.gifts.length > 0} />
      </div>
    </Stage>
  );
}

export default defineWidget({
  id: card.id,
  feeds: [card.feed],
  settings: (params) => chosen(card.choices, params),
  initial: null,
  reduce: newest<'latest'>,
  View: GiftTickerView,
});
