/** A widget that shows a feed's state as it is: the newer of two stands. */
import type { Feed } from '../../shared/contract/feeds.ts';
import type { FeedStates, WidgetEvent } from './define-widget.ts';

/** Takes the newer of two states; another generation is always newer (the companion was restarted). */
export function newest<Of extends Feed>(
  state: FeedStates[Of] | null,
  event: WidgetEvent<Of>,
): FeedStates[Of] | null {
  const incoming = event.state;
  const isOld =
    state !== null && state.generation === incoming.generation && incoming.rev <= state.rev;
  return isOld ? state : incoming;
}
