/** The widgets, found as the pages find them. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Choices, WidgetCard } from '../../renderer/widgets/card.ts';
import type { WidgetFeed } from '../../shared/contract/feeds.ts';

const WIDGETS = resolve(import.meta.dirname, '../../renderer/widgets');

/** Ids of the widgets by their files. */
export function widgetIds(): readonly string[] {
  return readdirSync(WIDGETS)
    .flatMap((file) => /^(.+)\.widget\.tsx$/.exec(file)?.[1] ?? [])
    .sort();
}

/** The cards of those beside the gift alert, by their folders, in order. */
export async function widgetCards(): Promise<readonly WidgetCard<Choices, WidgetFeed>[]> {
  const folders = readdirSync(WIDGETS, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && readdirSync(join(WIDGETS, entry.name)).includes('card.ts'),
  );
  const cards = await Promise.all(
    folders.map(async ({ name }) => {
      const module = (await import(join(WIDGETS, name, 'card.ts'))) as { default: WidgetCard };
      return module.default;
    }),
  );
  return cards
    .filter((card): card is WidgetCard<Choices, WidgetFeed> => card.feed !== 'alerts')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
