/** The editor's keys. What is typed into a field stays the field's own. */
import { useEffect } from 'react';
import {
  duplicateItems,
  moveItems,
  moveLayer,
  placeItem,
  removeItems,
} from '../../../shared/overlay/edit.ts';
import type { Editor } from './use-editor.ts';
import { newItemId } from './widget-feeds.ts';

const NUDGE = 1;
const FAR_NUDGE = 10;
/** Arrow keys and Delete mean something of their own in these. */
const OWN_KEYS =
  'input, textarea, select, [contenteditable=true], [role=slider], [role=menu], [role=listbox], [role=dialog], [role=tab]';

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Listens for as long as the editor is open. */
export function useShortcuts(editor: Editor, onSave: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const typing = event.target instanceof Element && event.target.closest(OWN_KEYS) !== null;
      const used =
        event.ctrlKey || event.metaKey
          ? withControl(event, editor, onSave, typing)
          : !typing && plain(event, editor);
      if (used) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [editor, onSave]);
}

/** Whether the key was meant for the editor. */
function withControl(
  event: KeyboardEvent,
  editor: Editor,
  onSave: () => void,
  typing: boolean,
): boolean {
  const key = event.key.toLowerCase();
  if (key === 's') {
    onSave();
    return true;
  }
  // A field undoes its own letters.
  if (typing) return false;
  const { canvas, selected } = editor;
  if (key === 'z') {
    if (event.shiftKey) editor.redo();
    else editor.undo();
  } else if (key === 'y') editor.redo();
  else if (key === 'd') duplicateSelected(editor);
  else if (key === 'a') editor.select(canvas.items.map(({ id }) => id));
  else if (key === ']' || key === '[') {
    const [id] = selected;
    if (id !== undefined) editor.edit((on) => moveLayer(on, id, key === ']' ? 'up' : 'down'));
  } else return false;
  return true;
}

function plain(event: KeyboardEvent, editor: Editor): boolean {
  const { selected } = editor;
  const arrow = ARROWS[event.key];
  if (arrow !== undefined && selected.length > 0) {
    const by = event.shiftKey ? FAR_NUDGE : NUDGE;
    const [dx, dy] = [arrow[0] * by, arrow[1] * by];
    // A key that is held down is one step.
    if (!event.repeat) editor.endRun();
    if (event.altKey) editor.edit((on) => grown(on, selected, dx, dy), 'nudge');
    else editor.edit((on) => moveItems(on, selected, dx, dy), 'nudge');
    return true;
  }
  if (event.key === 'Delete' || event.key === 'Backspace') removeSelected(editor);
  else if (event.key === 'Escape') editor.select([]);
  else return false;
  return true;
}

function grown(
  canvas: Editor['canvas'],
  ids: readonly string[],
  dx: number,
  dy: number,
): Editor['canvas'] {
  return canvas.items
    .filter(({ id }) => ids.includes(id))
    .reduce(
      (on, { id, x, y, width, height }) =>
        placeItem(on, id, { x, y, width: width + dx, height: height + dy }),
      canvas,
    );
}

export function removeSelected({ edit, selected }: Editor): void {
  edit((on) => removeItems(on, selected));
}

/** The copies are chosen then: they are what is moved next. */
export function duplicateSelected({ edit, select, selected }: Editor): void {
  const ids = selected.map(newItemId);
  edit((on) => duplicateItems(on, selected, ids));
  select(ids);
}
