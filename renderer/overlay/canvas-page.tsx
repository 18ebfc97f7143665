/** A canvas on air: told by the companion, and again whenever the editor saves it. */
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import type { Canvas } from '../../shared/overlay/canvas.ts';
import type { CanvasState } from '../../shared/contract/canvases.ts';
import type { Connection } from '../client/connection.ts';
import { watch } from '../client/watch.ts';
import { CanvasView } from './canvas-view.tsx';
import { createFeedHub } from './feed-hub.ts';

export function CanvasPage(props: {
  readonly connection: Connection;
  readonly canvasId: string;
}): ReactElement | null {
  const { connection, canvasId } = props;
  const [source] = useState(() => createFeedHub(connection));
  const canvas = useCanvas(connection, canvasId);
  return canvas === null ? null : <CanvasView canvas={canvas} source={source} />;
}

/** The newest state of the canvas. One that was removed has nothing to show any more. */
function useCanvas(connection: Connection, canvasId: string): Canvas | null {
  const [state, setState] = useState<CanvasState | null>(null);
  useEffect(() => {
    const stop = watch(connection, {
      open: (client, signal) => client.canvases.watch({ id: canvasId }, { signal }),
      onValue: (told) => setState((known) => newer(known, told)),
    });
    const unsubscribe = connection.subscribe((status) => {
      if (status.state === 'refused') setState(null);
    });
    return () => {
      stop();
      unsubscribe();
    };
  }, [connection, canvasId]);
  return state?.canvas ?? null;
}

/** After a reconnect the same is told once more: nothing is then drawn anew. */
function newer(known: CanvasState | null, told: CanvasState): CanvasState {
  const isKnown = known?.generation === told.generation && known.rev === told.rev;
  return isKnown ? known : told;
}
