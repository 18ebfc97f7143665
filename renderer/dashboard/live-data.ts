/** Follows the contract's state streams into stores, for as long as the page lives. */
import { createContext, useContext } from 'react';
import type { AlertDesk } from '../../shared/contract/alert-desk.ts';
import type { AlertState } from '../../shared/contract/alert-states.ts';
import type { Client } from '../../shared/contract/index.ts';
import type { ObsState } from '../../shared/contract/obs-state.ts';
import type { SessionState, SystemState } from '../../shared/contract/states.ts';
import type { Connection, ConnectionStatus } from '../client/connection.ts';
import { createServerClock } from '../client/server-clock.ts';
import { watch } from '../client/watch.ts';
import { EMPTY_FEED, addOlder, mergeFeed } from './live/feed-state.ts';
import type { FeedState } from './live/feed-state.ts';
import { startSpeaker } from './speech/speaker.ts';
import type { Speaker } from './speech/speaker.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** Rows asked for at once when the reader scrolls back. */
const OLDER_ROWS = 200;

export interface LiveData {
  readonly client: Client;
  readonly status: Store<ConnectionStatus>;
  /** Null until the first message. */
  readonly system: Store<SystemState | null>;
  readonly session: Store<SessionState | null>;
  readonly alerts: Store<AlertState | null>;
  readonly desk: Store<AlertDesk | null>;
  readonly obs: Store<ObsState | null>;
  readonly feed: Store<FeedState>;
  readonly speaker: Speaker;
  /** The companion's time, Unix ms. */
  readonly now: () => number;
  readonly retryNow: () => void;
  /** Loads rows below the oldest one. */
  readonly loadOlder: () => Promise<void>;
}

/** Starts to follow everything that the page "Live" shows. */
export function startLiveData(connection: Connection): LiveData {
  const clock = createServerClock();
  const status = createStore(connection.status());
  const system = createStore<SystemState | null>(null);
  const session = createStore<SessionState | null>(null);
  const alerts = createStore<AlertState | null>(null);
  const desk = createStore<AlertDesk | null>(null);
  const obs = createStore<ObsState | null>(null);
  const feed = createStore<FeedState>(EMPTY_FEED);

  connection.subscribe(status.set);
  watch(connection, {
    open: (client, signal) => client.system.watch(undefined, { signal }),
    onValue: (state) => {
      clock.observe(state.serverNowMs);
      system.set(state);
    },
  });
  watch(connection, {
    open: (client, signal) => client.session.watch(undefined, { signal }),
    onValue: (state) => {
      clock.observe(state.serverNowMs);
      session.set(state);
    },
  });
  watch(connection, {
    open: (client, signal) => client.alerts.watch(undefined, { signal }),
    onValue: (state) => {
      clock.observe(state.serverNowMs);
      alerts.set(state);
    },
  });
  watch(connection, {
    open: (client, signal) => client.alerts.desk(undefined, { signal }),
    onValue: (state) => {
      clock.observe(state.serverNowMs);
      desk.set(state);
    },
  });
  watch(connection, {
    open: (client, signal) => client.obs.watch(undefined, { signal }),
    onValue: (state) => {
      clock.observe(state.serverNowMs);
      obs.set(state);
    },
  });
  watch(connection, {
    open: (client, signal) => client.feed.watch(feed.get().resume, { signal }),
    onValue: (event) => feed.set(mergeFeed(feed.get(), event)),
  });

  return {
    client: connection.client,
    status,
    system,
    session,
    alerts,
    desk,
    obs,
    feed,
    speaker: startSpeaker({ connection, alerts, desk, now: clock.now }),
    now: clock.now,
    retryNow: connection.retryNow,
    async loadOlder() {
      const beforeSeq = feed.get().oldestSeq;
      if (beforeSeq === null) return;
      const { rows } = await connection.client.feed.older({ beforeSeq, limit: OLDER_ROWS });
      feed.set(addOlder(feed.get(), rows, OLDER_ROWS));
    },
  };
}

const LiveDataContext = createContext<LiveData | null>(null);

export const LiveDataProvider = LiveDataContext.Provider;

/** The page's live data; every part of the dashboard stands inside its provider. */
export function useLiveData(): LiveData {
  const data = useContext(LiveDataContext);
  if (data === null) throw new Error('useLiveData outside of LiveDataProvider.');
  return data;
}
