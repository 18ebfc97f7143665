/**
 * The picture or video that a rule gave an alert, in the drawing's place and never larger. It is shown once it is
 * decoded; what does not become ready in time, or is broken or gone, leaves the place to the drawing.
 */
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import {
  OWN_PICTURES,
  mediaIdOf,
  mediaKindOf,
  mediaPath,
  ownNameOf,
} from '../../../shared/alerts/media-ref.ts';
import { OwnDrawing } from '../../ui/own-pictures.tsx';
import './alert-picture.css';

/** A file of this computer takes far less; by then the ticket stands. */
const READY_WITHIN_MS = 1_500;

export interface AlertPictureProps {
  readonly picture: string | null;
  /** The gift's own drawing. */
  readonly children: ReactElement;
}

export function AlertPicture({ picture, children }: AlertPictureProps): ReactElement {
  const own = picture === null ? null : ownNameOf(picture, OWN_PICTURES);
  if (own !== null) return <OwnDrawing name={own} />;
  const mediaId = picture === null ? null : mediaIdOf(picture);
  const kind = mediaId === null ? null : mediaKindOf(mediaId);
  if (mediaId === null || kind === null || kind === 'sound') return children;
  return (
    <OwnFile key={mediaId} src={mediaPath(mediaId)} isVideo={kind === 'video'}>
      {children}
    </OwnFile>
  );
}

function OwnFile(props: {
  readonly src: string;
  readonly isVideo: boolean;
  readonly children: ReactElement;
}): ReactElement {
  const { src, isVideo, children } = props;
  const [state, setState] = useState<'loading' | 'ready' | 'broken'>('loading');
  useEffect(() => {
    const timer = setTimeout(
      () => setState((now) => (now === 'loading' ? 'broken' : now)),
      READY_WITHIN_MS,
    );
    return () => clearTimeout(timer);
  }, []);
  if (state === 'broken') return children;
  const shared = {
    className: 'alert-picture',
    'data-state': state,
    src,
    onError: () => setState('broken'),
  };
  const ready = (): void => setState((now) => (now === 'loading' ? 'ready' : now));
  if (isVideo) {
    // Its own sound stays off: what is heard is the rule's sound, at the rule's volume.
    return <video {...shared} muted autoPlay loop playsInline onLoadedData={ready} />;
  }
  return (
    <img
      {...shared}
      alt=""
      onLoad={(event) => {
        event.currentTarget.decode().then(ready, () => setState('broken'));
      }}
    />
  );
}
