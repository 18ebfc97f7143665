/**
 * Where the reader is, kept behind `#` beside the token: a page can be linked to, the back button goes back, and nothing
 * of it reaches a server.
 */
import { useMemo, useSyncExternalStore } from 'react';
import { isCanvasId } from '../../shared/overlay/canvas-limits.ts';
import { fragmentParams } from '../client/page-address.ts';
import { choiceOf, writeChoice } from './earnings/choice.ts';
import type { EarningsChoice } from './earnings/choice.ts';

export type Route =
  | { readonly page: 'live' }
  /** The editor of a canvas, or the list of all with null. */
  | { readonly page: 'overlays'; readonly canvasId: string | null }
  | { readonly page: 'earnings'; readonly choice: EarningsChoice };

/** The place that a fragment names; what is odd is the first page. */
export function routeOf(hash: string): Route {
  const params = fragmentParams(hash);
  if (params.get('page') === 'earnings') return { page: 'earnings', choice: choiceOf(params) };
  if (params.get('page') !== 'overlays') return { page: 'live' };
  const canvasId = params.get('canvas') ?? '';
  return { page: 'overlays', canvasId: isCanvasId(canvasId) ? canvasId : null };
}

/** The fragment of a place, with everything else of the present one. */
export function hashTo(route: Route, hash: string): string {
  const params = fragmentParams(hash);
  params.delete('page');
  params.delete('canvas');
  writeChoice(params, route.page === 'earnings' ? route.choice : null);
  if (route.page !== 'live') params.set('page', route.page);
  if (route.page === 'overlays' && route.canvasId !== null) params.set('canvas', route.canvasId);
  return `#${params.toString()}`;
}

/** Goes to a place, as a link to it would. */
export function goTo(route: Route): void {
  window.location.hash = hashTo(route, window.location.hash);
}

/** Where the reader is. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(onHashChange, () => window.location.hash);
  return useMemo(() => routeOf(hash), [hash]);
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
