/** Runs one widget: its feeds in, its state reduced, its view drawn, painted alerts acknowledged. */
import { useEffect, useMemo, useReducer } from 'react';
import type { ReactElement } from 'react';
import type { Feed } from '../../shared/contract/feeds.ts';
import type { FeedStates, WidgetDefinition, WidgetEvent } from './define-widget.ts';

/** Where a widget's data comes from: the companion on air, made-up data in the editor. */
export interface FeedSource {
  /** Tells what stands at once, if it is known, and then each change. Returns the function that ends it. */
  readonly subscribe: <Of extends Feed>(
    feed: Of,
    money: boolean,
    onState: (state: FeedStates[Of]) => void,
  ) => () => void;
  /** The companion's time, Unix ms. */
  readonly now: () => number;
  /** An alert was painted. */
  readonly painted: (alertId: string) => void;
}

export function RunWidget<State, Settings, Of extends Feed>(props: {
  readonly source: FeedSource;
  readonly widget: WidgetDefinition<State, Settings, Of>;
  /** The widget's settings; another object is another setting. */
  readonly params: URLSearchParams;
}): ReactElement {
  const { source, widget, params } = props;
  const settings = useMemo(() => widget.settings(params), [widget, params]);
  const money = params.get('money') === 'show';
  const [state, dispatch] = useReducer<State, [WidgetEvent<Of>]>(widget.reduce, widget.initial);

  useEffect(() => {
    const stops = widget.feeds.map((feed) =>
      source.subscribe(feed, money, (told) => dispatch({ feed, state: told, nowMs: source.now() })),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [source, widget.feeds, money]);

  return (
    <widget.View state={state} settings={settings} now={source.now} onPainted={source.painted} />
  );
}
