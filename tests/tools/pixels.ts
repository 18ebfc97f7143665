/** What a page looks like, pixel by pixel: what is clear, where its boxes are, and whether its words can be read. */
import type { Page } from '@playwright/test';
import { PNG } from 'pngjs';

/** The page as OBS takes it in: clear where nothing is drawn. */
export async function pictureOf(page: Page): Promise<PNG> {
  return PNG.sync.read(await page.screenshot({ omitBackground: true }));
}

export function alphaAt(png: PNG, x: number, y: number): number {
  return png.data[(y * png.width + x) * 4 + 3] ?? 0;
}

/** How opaque its four corners are. */
export function cornerAlphas(png: PNG): readonly number[] {
  const [right, bottom] = [png.width - 1, png.height - 1];
  const corners = [
    [0, 0],
    [right, 0],
    [0, bottom],
    [right, bottom],
  ] as const;
  return corners.map(([x, y]) => alphaAt(png, x, y));
}

/** Layout of everything but the names themselves: no transform is in it. */
export function layoutOf(page: Page): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.theme *')]
      .filter((element) => element instanceof HTMLElement && element.tagName !== 'BDI')
      .map(({ className, offsetLeft, offsetTop, offsetWidth, offsetHeight }) =>
        [className, offsetLeft, offsetTop, offsetWidth, offsetHeight].join(' '),
      )
      .join('\n'),
  );
}

export interface TextBox {
  readonly text: string;
  readonly colour: readonly number[];
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly right: number;
    readonly bottom: number;
  };
}

/** Runs in the page: hides every text that is seen whole, and says where it stood and in which colour. */
export function hideTexts(): TextBox[] {
  const found: TextBox[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rect = range.getBoundingClientRect();
    const window_ = element.closest('.credits-window')?.getBoundingClientRect();
    // Names that are just fading in or out at the edges are not there to be read.
    const fade = (window_?.height ?? 0) * 0.1;
    const top = (window_?.top ?? 0) + fade;
    const bottom = (window_?.bottom ?? innerHeight) - fade;
    if (rect.top < top || rect.bottom > bottom || rect.right > innerWidth) continue;
    found.push({
      text,
      colour: (getComputedStyle(element).color.match(/[\d.]+/g) ?? []).map(Number),
      box: { x: rect.x, y: rect.y, right: rect.right, bottom: rect.bottom },
    });
  }
  for (const element of document.querySelectorAll<HTMLElement>('.theme *')) {
    element.style.setProperty('-webkit-text-fill-color', 'transparent');
  }
  return found;
}

/** Offsets of all pixels that lie wholly in a box. */
function* pixelsOf(png: PNG, box: TextBox['box']): Generator<number> {
  for (let y = Math.ceil(box.y); y < Math.floor(box.bottom); y += 1) {
    for (let x = Math.ceil(box.x); x < Math.floor(box.right); x += 1) yield (y * png.width + x) * 4;
  }
}

export function leastAlpha(png: PNG, box: TextBox['box']): number {
  let least = 255;
  for (const at of pixelsOf(png, box)) least = Math.min(least, png.data[at + 3] ?? 0);
  return least;
}

export function worstContrast(png: PNG, box: TextBox['box'], colour: readonly number[]): number {
  let worst = Infinity;
  for (const at of pixelsOf(png, box)) {
    worst = Math.min(worst, contrastOf(colour, [...png.data.subarray(at, at + 3)]));
  }
  return worst;
}

/** Contrast ratio of WCAG 2.2. */
function contrastOf(a: readonly number[], b: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red = 0, green = 0, blue = 0]: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
