/** Counts what a page plays: every start of an audio element, by address. */
import type { Page } from '@playwright/test';

export interface PlayedSound {
  readonly url: string;
  /** From 0 to 1. */
  readonly volume: number;
  readonly paused: boolean;
  /** Length of what was decoded; 0 until it is. */
  readonly seconds: number;
}

interface Notes {
  playedSounds: HTMLAudioElement[];
}

/** To be called before the page is opened. */
export async function noteSounds(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const notes = globalThis as unknown as Notes;
    notes.playedSounds = [];
    const play = Reflect.get<HTMLMediaElement, 'play'>(HTMLMediaElement.prototype, 'play');
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      if (this instanceof HTMLAudioElement) notes.playedSounds.push(this);
      return Reflect.apply(play, this, []);
    };
    // So that no sound goes by this count.
    Reflect.deleteProperty(globalThis, 'AudioContext');
  });
}

/** Every start since the page was loaded, in order. */
export function soundsOf(page: Page): Promise<readonly PlayedSound[]> {
  return page.evaluate(() =>
    (globalThis as unknown as Notes).playedSounds.map(({ src, volume, paused, duration }) => ({
      url: src,
      volume,
      paused,
      seconds: Number.isFinite(duration) ? duration : 0,
    })),
  );
}
