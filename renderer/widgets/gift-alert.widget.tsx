/** The gift alert: one ticket per gift or combo, drawn from the companion's timeline. */
import { AnimatePresence, LazyMotion, MotionConfig, domAnimation } from 'framer-motion';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { chosen } from './card.ts';
import type { Chosen } from './card.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import card from './gift-alert/card.ts';
import './gift-alert/gift-alert.css';
import { Ticket } from './gift-alert/ticket.tsx';
import { NO_ALERT, leaveInMs, reduceGiftAlert } from './gift-alert/timeline.ts';
import type { GiftAlertState } from './gift-alert/timeline.ts';

function GiftAlertView(
  props: WidgetViewProps<GiftAlertState, Chosen<typeof card.choices>>,
): ReactElement {
  const { state, settings, now, onPainted } = props;
  const alert = state.alert;
  const alertId = alert?.alertId ?? null;
  const endsAtMs = alert?.endsAtMs ?? null;
  const over = useIsOver(alertId, endsAtMs, now);

  useEffect(() => {
    if (alertId === null) return;
    return afterNextPaint(() => onPainted(alertId));
  }, [alertId, onPainted]);

  return (
    <LazyMotion features={domAnimation} strict>
      <MotionConfig reducedMotion="user">
        <div className="gift-alert" data-align={settings.align}>
          <AnimatePresence>
            {alert !== null && !over && (
              <Ticket
                key={alert.alertId}
                alert={alert}
                elapsedMs={state.joinedAtElapsedMs}
                firstQuantity={state.joinedAtQuantity}
              />
            )}
          </AnimatePresence>
        </div>
      </MotionConfig>
    </LazyMotion>
  );
}

/** Turns true when the alert must begin to leave; a combo that grows moves its end and starts this anew. */
function useIsOver(alertId: string | null, endsAtMs: number | null, now: () => number): boolean {
  const showing = `${alertId ?? ''}@${endsAtMs ?? ''}`;
  const [over, setOver] = useState<string | null>(null);
  useEffect(() => {
    if (endsAtMs === null) return;
    const timer = setTimeout(() => setOver(showing), leaveInMs({ endsAtMs }, now()));
    return () => clearTimeout(timer);
  }, [showing, endsAtMs, now]);
  return over === showing;
}

/** A frame has been painted when the frame after it begins. Returns the function that cancels. */
function afterNextPaint(run: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(run);
  });
  return () => cancelAnimationFrame(frame);
}

export default defineWidget({
  id: card.id,
  feeds: [card.feed],
  settings: (params) => chosen(card.choices, params),
  initial: NO_ALERT,
  reduce: reduceGiftAlert,
  View: GiftAlertView,
});
