/** The credits: every supporter's name, rolled once by the companion's timeline. */
import { AnimatePresence } from 'framer-motion';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { CreditsState } from '../../shared/contract/overlay-states.ts';
import { chosen } from './card.ts';
import type { Chosen } from './card.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import { newest } from './newest.ts';
import { Stage } from './parts/stage.tsx';
import card from './stream-credits/card.ts';
import './stream-credits/stream-credits.css';
import { Scroll } from './stream-credits/scroll.tsx';
import { LEAVE_MS } from './stream-credits/timeline.ts';

function StreamCreditsView(
  props: WidgetViewProps<CreditsState | null, Chosen<typeof card.choices>>,
): ReactElement {
  const { state, settings, now } = props;
  const credits = state?.credits ?? null;
  const over = useIsOver(credits, now);
  return (
    <Stage widget={card.id} align={settings.align}>
      <AnimatePresence>
        {state !== null && credits !== null && !over && (
          <Scroll key={credits.creditsId} credits={credits} now={now} test={state.test} />
        )}
      </AnimatePresence>
    </Stage>
  );
}

/** Turns true when the credits must begin to leave, also if nobody says so. */
function useIsOver(credits: CreditsState['credits'], now: () => number): boolean {
  const creditsId = credits?.creditsId ?? null;
  const endsAtMs = credits?.endsAtMs ?? null;
  const [overId, setOverId] = useState<string | null>(null);
  useEffect(() => {
    if (endsAtMs === null) return;
    const timer = setTimeout(() => setOverId(creditsId), endsAtMs - LEAVE_MS - now());
    return () => clearTimeout(timer);
  }, [creditsId, endsAtMs, now]);
  return creditsId !== null && overId === creditsId;
}

export default defineWidget({
  id: card.id,
  feeds: [card.feed],
  settings: (params) => chosen(card.choices, params),
  initial: null,
  reduce: newest<'credits'>,
  View: StreamCreditsView,
});
