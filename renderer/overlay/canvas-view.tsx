/** A canvas as it is seen: every shown widget at its place, the whole as large as the page allows. */
import { useEffect, useMemo, useState } from 'react';
import type { CSSProperties, ReactElement } from 'react';
import type { Canvas, CanvasItem } from '../../shared/overlay/canvas.ts';
import type { WidgetCard } from '../widgets/card.ts';
import type { Widget } from '../widgets/define-widget.ts';
import { loadWidget } from '../widgets/registry.ts';
import { RunWidget } from '../widgets/run-widget.tsx';
import type { FeedSource } from '../widgets/run-widget.tsx';
import { ThemeRoot } from '../widgets/themes/theme-root.tsx';
import { Boundary } from './boundary.tsx';

const cards = import.meta.glob<WidgetCard>('../widgets/*/card.ts', {
  import: 'default',
  eager: true,
});
const SIZES = new Map(Object.values(cards).map(({ id, size }) => [id, size] as const));

export function CanvasView(props: {
  readonly canvas: Canvas;
  readonly source: FeedSource;
}): ReactElement {
  const { canvas, source } = props;
  const fit = useFit(canvas);
  const style: CSSProperties = {
    inlineSize: canvas.width,
    blockSize: canvas.height,
    transform: `translate(${fit.x}px, ${fit.y}px) scale(${fit.scale})`,
  };
  return (
    <ThemeRoot theme={canvas.theme}>
      <div className="canvas" data-testid="canvas" style={style}>
        {canvas.items
          .filter(({ hidden }) => !hidden)
          .map((item) => (
            // What broke once is tried again when it was changed.
            <Boundary key={item.id} name={item.widget} again={JSON.stringify(item.settings)}>
              <Item item={item} source={source} />
            </Boundary>
          ))}
      </div>
    </ThemeRoot>
  );
}

/**
 * A widget is drawn for a size of its own and grows with its place like a picture; what its place is wider or higher
 * than that, the widget has as room.
 */
function Item(props: {
  readonly item: CanvasItem;
  readonly source: FeedSource;
}): ReactElement | null {
  const { item, source } = props;
  const widget = useWidget(item.widget);
  const settings = JSON.stringify(item.settings);
  const params = useMemo(
    () => new URLSearchParams(JSON.parse(settings) as Record<string, string>),
    [settings],
  );
  if (widget === null) return null;
  const size = SIZES.get(item.widget) ?? item;
  const scale = Math.min(item.width / size.width, item.height / size.height);
  const style: CSSProperties = {
    inlineSize: item.width / scale,
    blockSize: item.height / scale,
    transform: `translate(${item.x}px, ${item.y}px) scale(${scale})`,
  };
  return (
    <div className="canvas-item" data-item={item.id} style={style}>
      {widget.open((definition) => (
        <RunWidget source={source} widget={definition} params={params} />
      ))}
    </div>
  );
}

/** The widget of an id, once it is there; a failure is the boundary's to meet. */
function useWidget(id: string): Widget | null {
  const [loaded, setLoaded] = useState<{ readonly id: string; readonly widget: Widget | null }>();
  const [failure, setFailure] = useState<Error | null>(null);
  useEffect(() => {
    let current = true;
    loadWidget(id).then(
      (widget) => {
        if (current) setLoaded({ id, widget });
      },
      (error: unknown) => {
        if (current) setFailure(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return () => {
      current = false;
    };
  }, [id]);
  if (failure !== null) throw failure;
  return loaded?.id === id ? loaded.widget : null;
}

interface Fit {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** How a canvas lies in the page: whole, in the middle. */
function useFit({ width, height }: Pick<Canvas, 'width' | 'height'>): Fit {
  const [page, setPage] = useState(pageSize);
  useEffect(() => {
    const onResize = (): void => setPage(pageSize());
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  const scale = Math.min(page.width / width, page.height / height);
  return { scale, x: (page.width - width * scale) / 2, y: (page.height - height * scale) / 2 };
}

function pageSize(): { readonly width: number; readonly height: number } {
  return { width: window.innerWidth, height: window.innerHeight };
}
