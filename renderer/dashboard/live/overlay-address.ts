/** The overlay's address as it is copied into OBS. Pure. */

import type { WidgetCard } from '../../widgets/card.ts';

export type OverlayAlign = 'left' | 'center' | 'right';

/** The address with the wished position in its fragment; the default needs none. */
export function overlayAddress(url: string, align: OverlayAlign): string {
  return align === 'left' ? url : `${url}&align=${align}`;
}

/** The token inside an address, to be masked; null when there is none. */
export function tokenPart(url: string): string | null {
  return /#token=([^&]+)/.exec(url)?.[1] ?? null;
}

/** A widget's address: beside the alert's, with its own token, and the settings that are not its defaults. */
export function widgetAddress(
  alertsUrl: string,
  card: Pick<WidgetCard, 'id' | 'choices'>,
  token: string,
  chosen: Readonly<Record<string, string>>,
): string {
  const settings = Object.entries(card.choices).flatMap(([key, [fallback]]) => {
    const value = chosen[key] ?? fallback;
    return value === fallback ? [] : [`&${key}=${value}`];
  });
  return `${alertsUrl.replace(/\/[^/]*$/, '')}/${card.id}#token=${token}${settings.join('')}`;
}
