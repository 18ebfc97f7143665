/** The overlay's address as it is copied into OBS. Pure. */

export type OverlayAlign = 'left' | 'center' | 'right';

/** The address with the wished position in its fragment; the default needs none. */
export function overlayAddress(url: string, align: OverlayAlign): string {
  return align === 'left' ? url : `${url}&align=${align}`;
}

/** The token inside an address, to be masked; null when there is none. */
export function tokenPart(url: string): string | null {
  return /#token=([^&]+)/.exec(url)?.[1] ?? null;
}
