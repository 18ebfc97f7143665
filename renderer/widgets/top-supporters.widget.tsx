/** Top supporters: who gave most, each in their place. */
import { AnimatePresence } from 'framer-motion';
import type { ReactElement } from 'react';
import type { SupportersState } from '../../shared/contract/overlay-states.ts';
import { chosen } from './card.ts';
import type { Chosen } from './card.ts';
import { defineWidget } from './define-widget.ts';
import type { WidgetViewProps } from './define-widget.ts';
import { newest } from './newest.ts';
import { Stage } from './parts/stage.tsx';
import { Board } from './top-supporters/board.tsx';
import card from './top-supporters/card.ts';
import './top-supporters/top-supporters.css';

function TopSupportersView(
  props: WidgetViewProps<SupportersState | null, Chosen<typeof card.choices>>,
): ReactElement {
  const { state, settings } = props;
  const most = Number(settings.rows);
  const rows = state?.[settings.span].slice(0, most) ?? [];
  return (
    <Stage widget={card.id} align={settings.align}>
      <AnimatePresence>
        {state !== null && rows.length > 0 && (
          <Board key="board" rows={rows} most={most} span={settings.span} test={state.test} />
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
  reduce: newest<'supporters'>,
  View: TopSupportersView,
});
