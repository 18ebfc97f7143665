/**
 * Draws the app's coin in the sizes that the shell and the installers need: `node resources/icons/generate.mjs`.
 * The pictures are kept in the repository; run it only after changing the drawing.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';

/** Samples per pixel and axis, for smooth edges. */
const SAMPLES = 4;
const CLEAR = [0, 0, 0, 0];
const RIM = [176, 124, 28, 255];
const FACE = [242, 190, 74, 255];
const LIGHT = [252, 222, 140, 255];
const MARK = [122, 82, 14, 255];

/**
 * Colour of one point of the drawing.
 * @param {number} x from -1 to 1, left to right
 * @param {number} y from -1 to 1, top to bottom
 * @returns {number[]} red, green, blue, alpha
 */
function colourAt(x, y) {
  const radius = Math.hypot(x, y);
  if (radius > 0.94) return CLEAR;
  if (radius > 0.78) return RIM;
  // A falling drop cut into the face: a circle below, its tangents meeting at 30 degrees above.
  const inRound = Math.hypot(x, y - 0.16) <= 0.36;
  const inPoint = y < -0.02 && Math.abs(x) <= (y + 0.56) * Math.tan(Math.PI / 6);
  if (inRound || inPoint) return MARK;
  return x + y < -0.62 && radius > 0.6 ? LIGHT : FACE;
}

/**
 * @param {number} size in pixels
 * @returns {Buffer} a PNG file
 */
function draw(size) {
  const png = new PNG({ width: size, height: size });
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0, 0];
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const x = column + ((sample % SAMPLES) + 0.5) / SAMPLES;
        const y = row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
        const [red, green, blue, alpha] = colourAt((x / size) * 2 - 1, (y / size) * 2 - 1);
        sum[0] += red * alpha;
        sum[1] += green * alpha;
        sum[2] += blue * alpha;
        sum[3] += alpha;
      }
      const at = (row * size + column) * 4;
      const weight = Math.max(sum[3], 1);
      for (let channel = 0; channel < 3; channel += 1) {
        png.data[at + channel] = Math.round(sum[channel] / weight);
      }
      png.data[at + 3] = Math.round(sum[3] / (SAMPLES * SAMPLES));
    }
  }
  return PNG.sync.write(png);
}

for (const [name, size] of Object.entries({ 'app.png': 1024, 'tray.png': 32 })) {
  writeFileSync(join(import.meta.dirname, name), draw(size));
}
