/** A small look at a picture or video: one of our drawings, or a file of the creator's. */
import type { ReactElement } from 'react';
import {
  OWN_PICTURES,
  mediaIdOf,
  mediaKindOf,
  mediaPath,
  ownNameOf,
} from '../../../shared/alerts/media-ref.ts';
import { OwnDrawing } from '../../ui/own-pictures.tsx';

/** Nothing for what is not there. The words beside it say what it is. */
export function MediaThumb({ picture }: { readonly picture: string }): ReactElement | null {
  const own = ownNameOf(picture, OWN_PICTURES);
  if (own !== null) return <OwnDrawing name={own} />;
  const mediaId = mediaIdOf(picture);
  const kind = mediaId === null ? null : mediaKindOf(mediaId);
  if (mediaId === null || kind === null || kind === 'sound') return null;
  const src = mediaPath(mediaId);
  return kind === 'video' ? (
    <video key={src} src={src} muted autoPlay loop playsInline />
  ) : (
    <img key={src} src={src} alt="" loading="lazy" />
  );
}
