/** The widgets by their cards, and the words for them; a widget's code itself is never loaded here. */
import { useTranslation } from 'react-i18next';
import type en from '../../i18n/en.json';
import type { WidgetFeed } from '../../../shared/contract/feeds.ts';
import type { Choices, WidgetCard } from '../../widgets/card.ts';

const found = import.meta.glob<WidgetCard>('../../widgets/*/card.ts', {
  import: 'default',
  eager: true,
});

/** In the order of their ids. */
export const ALL_CARDS: readonly WidgetCard[] = Object.values(found).sort((a, b) =>
  a.id < b.id ? -1 : 1,
);

/** Those beside the gift alert, which has a panel of its own. */
export const WIDGET_CARDS = ALL_CARDS.filter(
  (card): card is WidgetCard<Choices, WidgetFeed> => card.feed !== 'alerts',
);

type Named = keyof typeof en.widgets.list;
type Setting = keyof typeof en.widgets.settings;

/** A widget's name, and what it does. A test looks whether every card has its words. */
export function useWidgetWords(id: string): { readonly name: string; readonly about: string } {
  const { t } = useTranslation();
  const key = id as Named;
  return { name: t(`widgets.list.${key}.name`), about: t(`widgets.list.${key}.about`) };
}

/** The word for a setting or one of its values; numbers are their own. */
export function useSettingWord(): (name: string) => string {
  const { t } = useTranslation();
  return (name) => (/^\d+$/.test(name) ? name : t(`widgets.settings.${name as Setting}`));
}
