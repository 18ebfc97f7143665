/** Finds every `*.widget.tsx` in this folder. Each is a chunk of its own, loaded when its address is opened. */
import type { Widget } from './define-widget.ts';

const files = import.meta.glob<Widget>('./*.widget.tsx', { import: 'default' });

/** Addresses that do not bear their widget's file name: they were there first and stay. */
const ALIASES: ReadonlyMap<string, string> = new Map([['alerts', 'gift-alert']]);

/** The file that an overlay's address stands for. */
export function widgetFile(addressId: string): string {
  return `./${ALIASES.get(addressId) ?? addressId}.widget.tsx`;
}

/** Loads the widget of an overlay's address; null when there is none of that name. */
export async function loadWidget(addressId: string): Promise<Widget | null> {
  const load = files[widgetFile(addressId)];
  return load === undefined ? null : load();
}
