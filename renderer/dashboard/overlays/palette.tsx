/** The widgets that can be put onto a canvas. */
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_ITEMS } from '../../../shared/overlay/canvas-limits.ts';
import { addItem } from '../../../shared/overlay/edit.ts';
import type { WidgetCard } from '../../widgets/card.ts';
import { ALL_CARDS, useWidgetWords } from '../live/widget-list.ts';
import type { Editor } from './use-editor.ts';
import { newItem } from './widget-feeds.ts';

export function Palette({ editor }: { readonly editor: Editor }): ReactElement {
  const { t } = useTranslation();
  const isFull = editor.canvas.items.length >= MOST_ITEMS;
  return (
    <section className="editor-section" aria-labelledby="palette-heading">
      <h2 id="palette-heading">{t('editor.add')}</h2>
      {isFull && <p className="quiet">{t('editor.full', { most: MOST_ITEMS })}</p>}
      <ul className="palette">
        {ALL_CARDS.map((card) => (
          <li key={card.id}>
            <PaletteButton card={card} editor={editor} disabled={isFull} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function PaletteButton(props: {
  readonly card: WidgetCard;
  readonly editor: Editor;
  readonly disabled: boolean;
}): ReactElement {
  const { card, editor, disabled } = props;
  const { name, about } = useWidgetWords(card.id);
  return (
    <button
      type="button"
      className="palette-button"
      title={about}
      disabled={disabled}
      data-testid={`add-${card.id}`}
      onClick={() => {
        const item = newItem(card, editor.canvas);
        editor.edit((on) => addItem(on, item));
        editor.select([item.id]);
      }}
    >
      <Plus size={14} aria-hidden="true" />
      {name}
    </button>
  );
}
