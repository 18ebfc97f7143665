/** What the widgets of a canvas need, by their cards. */
import type { Feed } from '../../../shared/contract/feeds.ts';
import type { Canvas, CanvasItem } from '../../../shared/overlay/canvas.ts';
import { feedsOf } from '../../../shared/overlay/edit.ts';
import type { WidgetCard } from '../../widgets/card.ts';
import { ALL_CARDS } from '../live/widget-list.ts';

export function cardOf(widget: string): WidgetCard | undefined {
  return ALL_CARDS.find(({ id }) => id === widget);
}

export function canvasFeeds(canvas: Canvas): Feed[] {
  return [...feedsOf(canvas, (widget) => cardOf(widget)?.feed)];
}

/** An item of a widget in the size it is drawn for, in the middle of the canvas; smaller where the canvas is. */
export function newItem(card: WidgetCard, canvas: Canvas): CanvasItem {
  const scale = Math.min(1, canvas.width / card.size.width, canvas.height / card.size.height);
  const width = Math.round(card.size.width * scale);
  const height = Math.round(card.size.height * scale);
  return {
    id: newItemId(),
    widget: card.id,
    x: Math.round((canvas.width - width) / 2),
    y: Math.round((canvas.height - height) / 2),
    width,
    height,
    settings: {},
    hidden: false,
    locked: false,
  };
}

export function newItemId(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 12);
}
