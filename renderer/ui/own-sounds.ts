/** Where a page finds the sound that an alert names: one of ours among its assets, or a file of the creator's. */
import bell from '../../resources/sounds/bell.wav?url';
import bubble from '../../resources/sounds/bubble.wav?url';
import chime from '../../resources/sounds/chime.wav?url';
import coins from '../../resources/sounds/coins.wav?url';
import fanfare from '../../resources/sounds/fanfare.wav?url';
import marimba from '../../resources/sounds/marimba.wav?url';
import pluck from '../../resources/sounds/pluck.wav?url';
import whoosh from '../../resources/sounds/whoosh.wav?url';
import { OWN_SOUNDS, mediaIdOf, mediaPath, ownNameOf } from '../../shared/alerts/media-ref.ts';
import type { OwnSound } from '../../shared/alerts/media-ref.ts';

const URLS: Readonly<Record<OwnSound, string>> = {
  bell,
  bubble,
  chime,
  coins,
  fanfare,
  marimba,
  pluck,
  whoosh,
};

/** Null for silence, and for what this page does not know. */
export function soundUrl(ref: string): string | null {
  const mediaId = mediaIdOf(ref);
  if (mediaId !== null) return mediaPath(mediaId);
  const own = ownNameOf(ref, OWN_SOUNDS);
  return own === null ? null : URLS[own];
}
