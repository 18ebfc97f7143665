/** What a widget is: which feeds it needs, how a message changes its state, and how that state looks. */
import type { ComponentType } from 'react';
import type { AlertState } from '../../shared/contract/alert-states.ts';
import type { Feed } from '../../shared/contract/feeds.ts';
import type { OverlayStates } from '../../shared/contract/overlay-states.ts';

/** What each feed tells. */
export interface FeedStates extends OverlayStates {
  readonly alerts: AlertState;
}

/** A message of one of the feeds, with the companion's time at which it arrived. */
export interface WidgetEvent<Of extends Feed = 'alerts'> {
  readonly feed: Of;
  readonly state: FeedStates[Of];
  readonly nowMs: number;
}

export interface WidgetViewProps<State, Settings> {
  readonly state: State;
  readonly settings: Settings;
  /** The companion's time, Unix ms. */
  readonly now: () => number;
  /** Call once after the first painted frame of an alert. */
  readonly onPainted: (alertId: string) => void;
}

export interface WidgetDefinition<State, Settings, Of extends Feed = 'alerts'> {
  /** Last part of the overlay's address. */
  readonly id: string;
  readonly feeds: readonly Of[];
  /** Settings from the address's fragment; what is missing or odd becomes the default. */
  readonly settings: (params: URLSearchParams) => Settings;
  readonly initial: State;
  /** Pure. */
  readonly reduce: (state: State, event: WidgetEvent<Of>) => State;
  readonly View: ComponentType<WidgetViewProps<State, Settings>>;
}

/** A widget whose own types are sealed inside: what the overlay page needs to run any of them. */
export interface Widget {
  readonly id: string;
  readonly feeds: readonly Feed[];
  readonly open: <Result>(receive: WidgetReceiver<Result>) => Result;
}

/** Receives a widget's definition with its own types. */
export type WidgetReceiver<Result> = <State, Settings, Of extends Feed>(
  definition: WidgetDefinition<State, Settings, Of>,
) => Result;

/** Checks a definition's shape where it is written, and seals its types. */
export function defineWidget<State, Settings, Of extends Feed = 'alerts'>(
  definition: WidgetDefinition<State, Settings, Of>,
): Widget {
  return { id: definition.id, feeds: definition.feeds, open: (receive) => receive(definition) };
}
