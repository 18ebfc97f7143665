/** The gift jar: every gift of the session falls into it. Nothing runs while nothing moves. */
import { AnimatePresence } from 'framer-motion';
import type { ReactElement } from 'react';
import type { TallyState } from '../../shared/contract/overlay-states.ts';
import { chosen } from './card.ts';
import type { Chosen } from './card.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import card from './gift-jar/card.ts';
import './gift-jar/gift-jar.css';
import { Jar } from './gift-jar/jar.tsx';
import { newest } from './newest.ts';
import { Stage } from './parts/stage.tsx';

function GiftJarView(
  props: WidgetViewProps<TallyState | null, Chosen<typeof card.choices>>,
): ReactElement {
  const { state, settings } = props;
  const tally = state?.tally ?? null;
  return (
    <Stage widget={card.id} align={settings.align}>
      <AnimatePresence>
        {state !== null && tally !== null && (
          // Another session, or data that was never booked, is another jar.
          <Jar key={`${tally.sessionNo}/${state.test}`} tally={tally} test={state.test} />
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
  View: GiftJarView,
});
