/** Runs one widget: its feeds in, its state reduced, its view drawn, painted alerts acknowledged. */
import { useCallback, useEffect, useReducer, useState } from 'react';
import type { ReactElement } from 'react';
import type { Feed } from '../../shared/contract/feeds.ts';
import { createServerClock } from '../client/server-clock.ts';
import { watch } from '../client/watch.ts';
import type { Connection } from '../client/connection.ts';
import type { WidgetDefinition, WidgetEvent } from '../widgets/define-widget.ts';
import { openFeed } from './open-feed.ts';

export interface OverlayPageProps<State, Settings, Of extends Feed> {
  readonly connection: Connection;
  readonly widget: WidgetDefinition<State, Settings, Of>;
  readonly params: URLSearchParams;
}

export function OverlayPage<State, Settings, Of extends Feed>(
  props: OverlayPageProps<State, Settings, Of>,
): ReactElement {
  const { connection, widget, params } = props;
  const [clock] = useState(() => createServerClock());
  const [settings] = useState(() => widget.settings(params));
  const [money] = useState(() => params.get('money') === 'show');
  const [state, dispatch] = useReducer<State, [WidgetEvent<Of>]>(widget.reduce, widget.initial);

  useEffect(() => {
    const stops = widget.feeds.map((feed) =>
      watch(connection, {
        open: (client, signal) => openFeed(feed)(client, { money }, signal),
        onValue: (told) => {
          clock.observe(told.serverNowMs);
          dispatch({ feed, state: told, nowMs: clock.now() });
        },
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [connection, clock, widget.feeds, money]);

  const onPainted = useCallback(
    (alertId: string) => {
      // Lost with the link: the companion then shows the alert again, and it is acknowledged then.
      connection.client.alerts.painted({ alertId }).catch(() => undefined);
    },
    [connection],
  );

  return <widget.View state={state} settings={settings} now={clock.now} onPainted={onPainted} />;
}
