/** The canvas as it will be on air, in a frame of its own: the very widgets, with made-up data. */
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Canvas } from '../../../shared/overlay/canvas.ts';
import type { PreviewAsk, PreviewTold } from '../../../shared/overlay/preview.ts';

/** The same under the companion's address and the desktop window's. */
const PREVIEW_PATH = '/overlay/preview.html';

export function PreviewFrame(props: {
  readonly canvas: Canvas;
  readonly playing: boolean;
  readonly onPlayed: () => void;
}): ReactElement {
  const { canvas, playing, onPlayed } = props;
  const { t } = useTranslation();
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const onMessage = ({ origin, source, data }: MessageEvent<PreviewTold>): void => {
      if (origin !== window.location.origin || source !== frame.current?.contentWindow) return;
      if (data.type === 'preview.ready') setReady(true);
      else onPlayed();
    };
    window.addEventListener('message', onMessage);
    return () => window.removeEventListener('message', onMessage);
  }, [onPlayed]);

  useEffect(() => {
    if (ready) ask(frame.current, { type: 'preview.show', canvas });
  }, [ready, canvas]);
  useEffect(() => {
    if (ready) ask(frame.current, { type: playing ? 'preview.play' : 'preview.stop' });
  }, [ready, playing]);

  return (
    <iframe
      ref={frame}
      className="editor-frame"
      src={PREVIEW_PATH}
      title={t('editor.preview')}
      tabIndex={-1}
      data-ready={ready || undefined}
    />
  );
}

function ask(frame: HTMLIFrameElement | null, asked: PreviewAsk): void {
  frame?.contentWindow?.postMessage(asked, window.location.origin);
}
