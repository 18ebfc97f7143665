/**
 * Entry of the editor's preview: the canvas of an overlay with made-up data, in a frame of the dashboard. It has no token
 * and no connection; the editor, which is of the same origin, says what to show.
 */
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { ReactElement } from 'react';
import type { Canvas } from '../../shared/overlay/canvas.ts';
import type { PreviewAsk, PreviewTold } from '../../shared/overlay/preview.ts';
import { reportBug } from '../client/report.ts';
import '../ui/fonts.ts';
import { CanvasView } from './canvas-view.tsx';
import './overlay.css';
import { createSampleSource } from './sample-source.ts';

function Preview(props: { readonly editor: Window }): ReactElement | null {
  const { editor } = props;
  const [canvas, setCanvas] = useState<Canvas | null>(null);
  const [source] = useState(createSampleSource);

  useEffect(() => {
    const tell = (told: PreviewTold): void => editor.postMessage(told, window.location.origin);
    const onMessage = ({ origin, source: from, data }: MessageEvent<PreviewAsk>): void => {
      if (origin !== window.location.origin || from !== editor) return;
      if (data.type === 'preview.show') setCanvas(data.canvas);
      else if (data.type === 'preview.play') source.play(() => tell({ type: 'preview.played' }));
      else source.stop();
    };
    window.addEventListener('message', onMessage);
    tell({ type: 'preview.ready' });
    return () => window.removeEventListener('message', onMessage);
  }, [editor, source]);

  return canvas === null ? null : <CanvasView canvas={canvas} source={source} />;
}

function start(): void {
  const root = document.getElementById('overlay');
  if (root === null) throw new Error('The page has no #overlay element.');
  // Opened by itself it has nobody to ask, and stays empty.
  if (window.parent === window) return;
  createRoot(root).render(<Preview editor={window.parent} />);
}

try {
  start();
} catch (error) {
  reportBug(error);
}
