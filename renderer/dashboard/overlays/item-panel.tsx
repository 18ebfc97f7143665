/** The chosen items: where they are, how they are aligned, and the settings of one. */
import { ActionIcon, Button, NumberInput } from '@mantine/core';
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignStartHorizontal,
  AlignStartVertical,
  Copy,
  Trash2,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FARTHEST, LEAST_SIDE } from '../../../shared/overlay/canvas-limits.ts';
import type { CanvasItem } from '../../../shared/overlay/canvas.ts';
import { alignItems, boxOf, changeItems, placeItem } from '../../../shared/overlay/edit.ts';
import type { Alignment } from '../../../shared/overlay/edit.ts';
import { SettingChoices } from '../live/setting-choices.tsx';
import { useWidgetWords } from '../live/widget-list.ts';
import type { Editor } from './use-editor.ts';
import { duplicateSelected, removeSelected } from './use-shortcuts.ts';
import { cardOf } from './widget-feeds.ts';

export function ItemPanel({ editor }: { readonly editor: Editor }): ReactElement {
  const { t } = useTranslation();
  const { canvas, selected } = editor;
  const chosen = canvas.items.filter(({ id }) => selected.includes(id));
  const [first] = chosen;
  if (first === undefined) return <p className="quiet">{t('editor.nothingChosen')}</p>;
  return (
    <div className="stack" data-testid="item-panel">
      {chosen.length === 1 ? (
        <OneItem item={first} editor={editor} />
      ) : (
        <h2>{t('editor.severalChosen', { count: chosen.length })}</h2>
      )}
      <AlignButtons editor={editor} />
      <div className="button-row">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Copy size={14} />}
          onClick={() => duplicateSelected(editor)}
          data-testid="item-duplicate"
        >
          {t('editor.duplicate')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Trash2 size={14} />}
          disabled={chosen.every(({ locked }) => locked)}
          onClick={() => removeSelected(editor)}
          data-testid="item-remove"
        >
          {t('editor.remove')}
        </Button>
      </div>
    </div>
  );
}

function OneItem(props: { readonly item: CanvasItem; readonly editor: Editor }): ReactElement {
  const { item, editor } = props;
  const { t } = useTranslation();
  const { name, about } = useWidgetWords(item.widget);
  const card = cardOf(item.widget);
  return (
    <>
      <div>
        <h2>{name}</h2>
        <p className="quiet">{about}</p>
      </div>
      {item.locked && <p className="quiet">{t('editor.isLocked')}</p>}
      <div className="place-fields">
        <PlaceField item={item} editor={editor} part="x" label={t('editor.x')} />
        <PlaceField item={item} editor={editor} part="y" label={t('editor.y')} />
        <PlaceField item={item} editor={editor} part="width" label={t('editor.width')} />
        <PlaceField item={item} editor={editor} part="height" label={t('editor.height')} />
      </div>
      {card !== undefined && (
        <>
          <Button
            size="compact-sm"
            variant="default"
            disabled={item.locked}
            onClick={() =>
              editor.edit((on) => placeItem(on, item.id, { ...boxOf(item), ...card.size }))
            }
          >
            {t('editor.ownSize', card.size)}
          </Button>
          <SettingChoices
            card={card}
            chosen={item.settings}
            onChoose={(settings) =>
              editor.edit((on) => changeItems(on, [item.id], (one) => ({ ...one, settings })))
            }
          />
        </>
      )}
    </>
  );
}

function PlaceField(props: {
  readonly item: CanvasItem;
  readonly editor: Editor;
  readonly part: 'x' | 'y' | 'width' | 'height';
  readonly label: string;
}): ReactElement {
  const { item, editor, part, label } = props;
  const isSide = part === 'width' || part === 'height';
  return (
    <NumberInput
      size="xs"
      label={label}
      value={item[part]}
      min={isSide ? LEAST_SIDE : -FARTHEST}
      max={FARTHEST}
      clampBehavior="blur"
      allowDecimal={false}
      disabled={item.locked}
      hideControls
      data-testid={`place-${part}`}
      onChange={(value) => {
        if (typeof value !== 'number' || (isSide && value < LEAST_SIDE)) return;
        editor.edit(
          (on) => placeItem(on, item.id, { ...boxOf(item), [part]: value }),
          `${part} of ${item.id}`,
        );
      }}
      onBlur={editor.endRun}
    />
  );
}

function AlignButtons({ editor }: { readonly editor: Editor }): ReactElement {
  const { t } = useTranslation();
  const ways: readonly (readonly [Alignment, LucideIcon, string])[] = [
    ['left', AlignStartVertical, t('editor.align.left')],
    ['center', AlignCenterVertical, t('editor.align.center')],
    ['right', AlignEndVertical, t('editor.align.right')],
    ['top', AlignStartHorizontal, t('editor.align.top')],
    ['middle', AlignCenterHorizontal, t('editor.align.middle')],
    ['bottom', AlignEndHorizontal, t('editor.align.bottom')],
  ];
  return (
    <div className="align-buttons" role="group" aria-label={t('editor.align.label')}>
      {ways.map(([how, Icon, label]) => (
        <ActionIcon
          key={how}
          variant="default"
          size="lg"
          aria-label={label}
          title={label}
          data-testid={`align-${how}`}
          onClick={() => editor.edit((on) => alignItems(on, editor.selected, how))}
        >
          <Icon size={16} />
        </ActionIcon>
      ))}
    </div>
  );
}
