/** The stage: the canvas as it will be, and over it what can be taken hold of. */
import { useEffect, useRef, useState } from 'react';
import type { CSSProperties, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Handle } from '../../../shared/overlay/boxes.ts';
import type { Canvas, CanvasItem } from '../../../shared/overlay/canvas.ts';
import { boxOf } from '../../../shared/overlay/edit.ts';
import { useWidgetWords } from '../live/widget-list.ts';
import { PreviewFrame } from './preview-frame.tsx';
import type { Editor } from './use-editor.ts';
import { useGesture } from './use-gesture.ts';
import type { GestureHandlers } from './use-gesture.ts';

/** Around a canvas that fits, screen pixels. */
const MARGIN = 28;

export type Backdrop = 'dark' | 'bright' | 'checks';

const HANDLES: readonly Handle[] = ([-1, 0, 1] as const).flatMap((y) =>
  ([-1, 0, 1] as const).flatMap((x) => (x === 0 && y === 0 ? [] : [{ x, y }])),
);

export function Stage(props: {
  readonly editor: Editor;
  /** Screen pixels per pixel of the canvas; null for as large as it fits. */
  readonly zoom: number | null;
  readonly backdrop: Backdrop;
  readonly grid: number | null;
  readonly playing: boolean;
  readonly onPlayed: () => void;
}): ReactElement {
  const { editor, backdrop, grid } = props;
  const { t } = useTranslation();
  const view = useRef<HTMLDivElement>(null);
  const scale = useScale(view, editor.canvas, props.zoom);
  const gesture = useGesture(editor, scale, grid);
  const { canvas } = gesture;
  const { cancel, active } = gesture;
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') cancel();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [active, cancel]);

  return (
    <div
      className="editor-view"
      ref={view}
      data-testid="editor-view"
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) editor.select([]);
      }}
    >
      <div
        className="editor-canvas"
        data-backdrop={backdrop}
        data-testid="editor-canvas"
        data-scale={scale}
        style={{ inlineSize: canvas.width * scale, blockSize: canvas.height * scale }}
      >
        <PreviewFrame canvas={canvas} playing={props.playing} onPlayed={props.onPlayed} />
        {grid !== null && (
          <div
            className="editor-grid"
            style={{ backgroundSize: `${grid * scale}px ${grid * scale}px` }}
          />
        )}
        <div
          className="editor-boxes"
          role="group"
          aria-label={t('editor.stage')}
          onPointerDown={(event) => {
            if (event.target === event.currentTarget) editor.select([]);
          }}
          onPointerMove={gesture.onPointerMove}
          onPointerUp={gesture.onPointerUp}
          onPointerCancel={cancel}
        >
          {canvas.items.map((item) => (
            <ItemBox
              key={item.id}
              item={item}
              scale={scale}
              selected={editor.selected.includes(item.id)}
              single={editor.selected.length === 1}
              editor={editor}
              gesture={gesture}
            />
          ))}
          {gesture.guides.map(({ axis, at }) => (
            <div
              key={`${axis}${at}`}
              className="editor-guide"
              data-axis={axis}
              data-testid="editor-guide"
              style={
                axis === 'x' ? { insetInlineStart: at * scale } : { insetBlockStart: at * scale }
              }
            />
          ))}
        </div>
      </div>
      <PlaceWords canvas={canvas} selected={editor.selected} />
    </div>
  );
}

function ItemBox(props: {
  readonly item: CanvasItem;
  readonly scale: number;
  readonly selected: boolean;
  readonly single: boolean;
  readonly editor: Editor;
  readonly gesture: GestureHandlers;
}): ReactElement {
  const { item, scale, selected, editor, gesture } = props;
  const { t } = useTranslation();
  const { name } = useWidgetWords(item.widget);
  const style: CSSProperties = {
    insetInlineStart: item.x * scale,
    insetBlockStart: item.y * scale,
    inlineSize: item.width * scale,
    blockSize: item.height * scale,
  };
  return (
    <div
      className="editor-box"
      style={style}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={t('editor.box', { name, ...boxOf(item) })}
      data-testid={`box-${item.widget}`}
      data-item={item.id}
      data-selected={selected || undefined}
      data-locked={item.locked || undefined}
      data-hidden={item.hidden || undefined}
      onPointerDown={(event) => gesture.startMove(event, item.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        editor.select([item.id]);
      }}
      onFocus={(event) => {
        // By the keyboard: who tabs to an item works on it.
        if (event.currentTarget.matches(':focus-visible') && !selected) editor.select([item.id]);
      }}
    >
      {selected &&
        props.single &&
        !item.locked &&
        HANDLES.map((handle) => (
          <span
            key={`${handle.x} ${handle.y}`}
            className="editor-handle"
            data-x={handle.x}
            data-y={handle.y}
            data-testid={`handle-${handle.x}-${handle.y}`}
            onPointerDown={(event) => gesture.startResize(event, item.id, handle)}
          />
        ))}
    </div>
  );
}

/** Where the chosen item is, for who cannot see it move. */
function PlaceWords(props: {
  readonly canvas: Canvas;
  readonly selected: readonly string[];
}): ReactElement {
  const { canvas, selected } = props;
  const { t } = useTranslation();
  const item = canvas.items.find(({ id }) => id === selected[0]);
  return (
    <p className="unseen" role="status">
      {selected.length > 1 && t('editor.severalChosen', { count: selected.length })}
      {selected.length === 1 && item !== undefined && t('editor.place', { ...boxOf(item) })}
    </p>
  );
}

function useScale(
  view: { readonly current: HTMLElement | null },
  { width, height }: Canvas,
  zoom: number | null,
): number {
  const [room, setRoom] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = view.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setRoom({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [view]);
  if (zoom !== null) return zoom;
  const fit = Math.min((room.width - 2 * MARGIN) / width, (room.height - 2 * MARGIN) / height);
  return Math.max(0.05, Math.min(1, fit));
}
