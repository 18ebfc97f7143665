/** The computer's own voices, as the browser offers them. A browser without any is told from one that has some. */
import type { SpeechSettings } from '../../../shared/contract/alert-desk.ts';
import { createStore } from '../store.ts';
import type { Store } from '../store.ts';

export interface Voices {
  readonly list: Store<readonly SpeechSynthesisVoice[]>;
  /** True after the browser refused to speak until somebody clicks in the page. */
  readonly blocked: Store<boolean>;
  /** Says it after what is being said; one that comes while another waits already is left out. */
  say(text: string, settings: SpeechSettings): void;
  /** Silence, at once. */
  hush(): void;
}

export function createVoices(): Voices {
  const synth = 'speechSynthesis' in globalThis ? globalThis.speechSynthesis : null;
  const list = createStore<readonly SpeechSynthesisVoice[]>(synth?.getVoices() ?? []);
  const blocked = createStore(false);
  // Chromium finds its voices only after it was first asked for them.
  synth?.addEventListener('voiceschanged', () => list.set(synth.getVoices()));
  return {
    list,
    blocked,
    say(text, { voice, rate, volume }) {
      if (synth === null || text === '' || synth.pending) return;
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = list.get().find(({ voiceURI }) => voiceURI === voice) ?? null;
      utterance.rate = rate / 100;
      utterance.volume = volume / 100;
      utterance.onstart = () => blocked.set(false);
      utterance.onerror = ({ error }) => {
        if (error === 'not-allowed') blocked.set(true);
      };
      synth.speak(utterance);
    },
    hush: () => synth?.cancel(),
  };
}
