/** A stand-in for `speechSynthesis`: the only thing in a page test that is not the browser's own. */
import type { Page } from '@playwright/test';

export interface Spoken {
  readonly text: string;
  readonly rate: number;
  readonly volume: number;
}

interface Notes {
  spoken: Spoken[];
  hushed: number;
}

/** To be called before the page is opened. `blocked`: as a browser in which nobody has clicked yet. */
export async function standInForSpeech(
  page: Page,
  options: { readonly voices: number; readonly blocked: boolean },
): Promise<void> {
  await page.addInitScript(({ voices, blocked }) => {
    const notes = globalThis as unknown as Notes;
    notes.spoken = [];
    notes.hushed = 0;
    const list = Array.from({ length: voices }, (_, at) => ({
      name: `Voice ${at}`,
      lang: 'en-GB',
      voiceURI: `voice-${at}`,
      default: at === 0,
      localService: true,
    }));
    const synth = {
      pending: false,
      getVoices: () => list,
      addEventListener: () => undefined,
      cancel: () => void (notes.hushed += 1),
      speak(utterance: SpeechSynthesisUtterance) {
        if (blocked) {
          utterance.onerror?.({ error: 'not-allowed' } as SpeechSynthesisErrorEvent);
          return;
        }
        const { text, rate, volume } = utterance;
        notes.spoken.push({ text, rate, volume: Math.round(volume * 100) / 100 });
        utterance.onstart?.({} as SpeechSynthesisEvent);
      },
    };
    Object.defineProperty(globalThis, 'speechSynthesis', { value: synth });
    Object.defineProperty(globalThis, 'SpeechSynthesisUtterance', {
      value: class {
        voice = null;
        rate = 1;
        volume = 1;
        onstart: unknown = null;
        onerror: unknown = null;
        readonly text: string;
        constructor(text: string) {
          this.text = text;
        }
      },
    });
  }, options);
}

/** What reached the voice, in order. */
export function spokenIn(page: Page): Promise<readonly Spoken[]> {
  return page.evaluate(() =>
    (globalThis as unknown as Notes).spoken.map(({ text, rate, volume }) => ({
      text,
      rate: Math.round(rate * 100) / 100,
      volume,
    })),
  );
}
