/** Runs one widget: its feed in, its state reduced, its view drawn, painted alerts acknowledged. */
import { useCallback, useEffect, useReducer, useState } from 'react';
import type { ReactElement } from 'react';
import { createServerClock } from '../client/server-clock.ts';
import { watch } from '../client/watch.ts';
import type { Connection } from '../client/connection.ts';
import type { WidgetDefinition, WidgetEvent } from '../widgets/define-widget.ts';

export interface OverlayPageProps<State, Settings> {
  readonly connection: Connection;
  readonly widget: WidgetDefinition<State, Settings>;
  readonly params: URLSearchParams;
}

export function OverlayPage<State, Settings>(
  props: OverlayPageProps<State, Settings>,
): ReactElement {
  const { connection, widget, params } = props;
  const [clock] = useState(() => createServerClock());
  const [settings] = useState(() => widget.settings(params));
  const [state, dispatch] = useReducer<State, [WidgetEvent]>(widget.reduce, widget.initial);

  useEffect(
    () =>
      watch(connection, {
        open: (client, signal) => client.alerts.watch(undefined, { signal }),
        onValue: (alerts) => {
          clock.observe(alerts.serverNowMs);
          dispatch({ feed: 'alerts', state: alerts, nowMs: clock.now() });
        },
      }),
    [connection, clock],
  );

  const onPainted = useCallback(
    (alertId: string) => {
      // Lost with the link: the companion then shows the alert again, and it is acknowledged then.
      connection.client.alerts.painted({ alertId }).catch(() => undefined);
    },
    [connection],
  );

  return <widget.View state={state} settings={settings} now={clock.now} onPainted={onPainted} />;
}
