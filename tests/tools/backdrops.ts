/** Scenes to lay a transparent picture over: a checkerboard, and something as busy and bright as a game. */
import { PNG } from 'pngjs';

type Colour = readonly [red: number, green: number, blue: number];
export type Backdrop = (x: number, y: number) => Colour;

const SQUARE = 16;

export const checkerboard: Backdrop = (x, y) =>
  (Math.floor(x / SQUARE) + Math.floor(y / SQUARE)) % 2 === 0 ? [255, 255, 255] : [204, 204, 204];

/** Hard edges, saturated stripes and specks, some of them white. */
export const busyPicture: Backdrop = (x, y) => {
  const wave = Math.sin(x / 17) + Math.sin(y / 11) + Math.sin((x + y) / 23);
  const speck = ((x * 7_919) ^ (y * 104_729)) % 13 === 0;
  if (speck) return [255, 255, 255];
  if (wave > 0.9) return [255, 214, 40];
  if (wave > 0) return [40 + ((x * 3) % 120), 190, 235];
  return wave > -0.9 ? [226, 44, 120] : [18, 14, 40];
};

/** A picture with an opaque scene behind it. */
export function over(picture: Buffer, backdrop: Backdrop): PNG {
  const png = PNG.sync.read(picture);
  for (let y = 0; y < png.height; y += 1) {
    for (let x = 0; x < png.width; x += 1) {
      const at = (y * png.width + x) * 4;
      const alpha = (png.data[at + 3] ?? 0) / 255;
      const behind = backdrop(x, y);
      for (const channel of [0, 1, 2] as const) {
        const own = png.data[at + channel] ?? 0;
        png.data[at + channel] = Math.round(own * alpha + behind[channel] * (1 - alpha));
      }
      png.data[at + 3] = 255;
    }
  }
  return png;
}
