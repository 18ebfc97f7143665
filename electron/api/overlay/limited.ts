/** What a page that shows one platform only is told of alerts and of test data. Everything else is read for it. */
import type { AlertState } from '../../../shared/contract/alert-states.ts';
import type { WidgetFeed } from '../../../shared/contract/feeds.ts';
import type {
  ComboState,
  LatestState,
  SupportersState,
  TallyState,
} from '../../../shared/contract/overlay-states.ts';

/**
 * The timeline without the alerts of other platforms: they run as ever, and this page shows nothing meanwhile. A page
 * counts as an overlay whatever it is limited to. An alert that no page may show is painted by none and so gets the
 * receipt "missed: no overlay".
 */
export function alertsOf(state: AlertState, platform: string): AlertState {
  const { current } = state;
  if (current === null) return state;
  if (current.summary === null) {
    return current.platform === platform ? state : { ...state, current: null };
  }
  const totals = current.summary.totals.filter((total) => total.platform === platform);
  if (totals.length === 0) return { ...state, current: null };
  if (totals.length === current.summary.totals.length) return state;
  const gifts = totals.reduce((sum, total) => sum + total.gifts, 0);
  // How many people of a mixed bomb are of one platform is not known.
  return { ...state, current: { ...current, platform, summary: { gifts, people: 0, totals } } };
}

/** A sample without what is of other platforms. */
export function sampleOf(name: WidgetFeed, content: object, platform: string): object {
  const is = (one: { readonly platform: string }): boolean => one.platform === platform;
  switch (name) {
    case 'combo': {
      const { combo } = content as Pick<ComboState, 'combo'>;
      return { combo: combo !== null && is(combo) ? combo : null };
    }
    case 'supporters': {
      const { session, today, all } = content as Pick<SupportersState, 'session' | 'today' | 'all'>;
      return { session: session.filter(is), today: today.filter(is), all: all.filter(is) };
    }
    case 'latest': {
      const { gifts } = content as Pick<LatestState, 'gifts'>;
      return { gifts: gifts.filter(is) };
    }
    case 'session': {
      const { tally } = content as Pick<TallyState, 'tally'>;
      return { tally: tally === null ? null : { ...tally, totals: tally.totals.filter(is) } };
    }
    case 'goal':
    case 'credits':
      return content;
  }
}
