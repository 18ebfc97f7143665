/** The items of a canvas, the topmost first: chosen, shown, locked and moved through the layers. */
import { ActionIcon } from '@mantine/core';
import { ChevronDown, ChevronUp, Eye, EyeOff, Lock, LockOpen } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CanvasItem } from '../../../shared/overlay/canvas.ts';
import { changeItems, moveLayer } from '../../../shared/overlay/edit.ts';
import { useWidgetWords } from '../live/widget-list.ts';
import type { Editor } from './use-editor.ts';

export function LayersPanel({ editor }: { readonly editor: Editor }): ReactElement {
  const { t } = useTranslation();
  const { items } = editor.canvas;
  return (
    <section className="editor-section" aria-labelledby="layers-heading">
      <h2 id="layers-heading">{t('editor.layers')}</h2>
      {items.length === 0 ? (
        <p className="quiet">{t('editor.noLayers')}</p>
      ) : (
        <ul className="layers" data-testid="layers">
          {items.toReversed().map((item, index) => (
            <Layer
              key={item.id}
              item={item}
              editor={editor}
              isTop={index === 0}
              isBottom={index === items.length - 1}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Layer(props: {
  readonly item: CanvasItem;
  readonly editor: Editor;
  readonly isTop: boolean;
  readonly isBottom: boolean;
}): ReactElement {
  const { item, editor } = props;
  const { t } = useTranslation();
  const { name } = useWidgetWords(item.widget);
  const { selected, select, edit } = editor;
  const isSelected = selected.includes(item.id);
  return (
    <li
      className="layer"
      data-selected={isSelected || undefined}
      data-hidden={item.hidden || undefined}
    >
      <button
        type="button"
        className="layer-name"
        aria-pressed={isSelected}
        data-testid={`layer-${item.widget}`}
        onClick={(event) => {
          if (!event.shiftKey) select([item.id]);
          else if (isSelected) select(selected.filter((id) => id !== item.id));
          else select([...selected, item.id]);
        }}
      >
        {name}
      </button>
      <LayerButton
        Icon={ChevronUp}
        label={t('editor.layerUp', { name })}
        disabled={props.isTop}
        onClick={() => edit((on) => moveLayer(on, item.id, 'up'))}
      />
      <LayerButton
        Icon={ChevronDown}
        label={t('editor.layerDown', { name })}
        disabled={props.isBottom}
        onClick={() => edit((on) => moveLayer(on, item.id, 'down'))}
      />
      <LayerButton
        Icon={item.locked ? Lock : LockOpen}
        label={t('editor.lock', { name })}
        pressed={item.locked}
        onClick={() =>
          edit((on) => changeItems(on, [item.id], (one) => ({ ...one, locked: !one.locked })))
        }
      />
      <LayerButton
        Icon={item.hidden ? EyeOff : Eye}
        label={t('editor.hide', { name })}
        pressed={item.hidden}
        onClick={() =>
          edit((on) => changeItems(on, [item.id], (one) => ({ ...one, hidden: !one.hidden })))
        }
      />
    </li>
  );
}

function LayerButton(props: {
  readonly Icon: LucideIcon;
  readonly label: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}): ReactElement {
  const { Icon, label, pressed, disabled = false, onClick } = props;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={14} />
    </ActionIcon>
  );
}
