/**
 * Says alerts aloud, in one window of all that are open. It only listens to what is on air: whatever becomes of the
 * voice, the queue of alerts never waits for it.
 */
import i18next from 'i18next';
import type { AlertDesk } from '../../../shared/contract/alert-desk.ts';
import type { AlertState, AlertView } from '../../../shared/contract/alert-states.ts';
import { spokenLine } from '../../../shared/speech.ts';
import type { Offends } from '../../../shared/speech.ts';
import { formatCount, formatMinor } from '../../../shared/money.ts';
import { isCurrency } from '../../../shared/currency.ts';
import type { Connection } from '../../client/connection.ts';
import { watch } from '../../client/watch.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { createStore } from '../store.ts';
import type { Store } from '../store.ts';
import { loadOffends } from './offends.ts';
import { createVoices } from './voice.ts';
import type { Voices } from './voice.ts';

/** After its sound, and with what a combo has grown by then. */
const AFTER_MS = 1_200;
/** An alert that a window sees only later is not said any more: another window may have. */
const LATE_MS = 3_000;

export interface Speaker {
  readonly voices: Voices;
  /** Whether it is this window that speaks. */
  readonly speaks: Store<boolean>;
  /** Says a made-up alert, whoever's turn it is. */
  readonly sample: () => Promise<void>;
}

export interface SpeakerParts {
  readonly connection: Connection;
  readonly alerts: Store<AlertState | null>;
  readonly desk: Store<AlertDesk | null>;
  /** The companion's time, Unix ms. */
  readonly now: () => number;
}

export function startSpeaker({ connection, alerts, desk, now }: SpeakerParts): Speaker {
  const voices = createVoices();
  const speaks = createStore(false);
  let leave: (() => void) | null = null;
  let heard = '';

  /** Joins those who can speak while there is something to speak with, and leaves them otherwise. */
  function join(): void {
    const wants = desk.get()?.speech.enabled === true && voices.list.get().length > 0;
    if (wants === (leave !== null)) return;
    leave?.();
    leave = null;
    speaks.set(false);
    if (!wants) return;
    leave = watch(connection, {
      open: (client, signal) => client.alerts.speaker(undefined, { signal }),
      onValue: (told) => speaks.set(told.speaks),
    });
  }

  function isQuiet(): boolean {
    const state = desk.get();
    return state === null || !state.speech.enabled || state.sound.muted || state.hidden;
  }

  function onAlert(): void {
    const current = alerts.get()?.current ?? null;
    if (current === null || keyOf(current) === heard) return;
    heard = keyOf(current);
    const ageMs = now() - current.startedAtMs;
    if (ageMs > LATE_MS) return;
    setTimeout(() => void sayIfStill(heard), Math.max(0, AFTER_MS - ageMs));
  }

  async function sayIfStill(key: string): Promise<void> {
    // Nothing is said unfiltered: without the filter there is silence.
    const offends = await loadOffends().catch(() => null);
    const current = alerts.get()?.current ?? null;
    const settings = desk.get()?.speech;
    if (current === null || keyOf(current) !== key || !current.speak) return;
    if (offends === null || settings === undefined || !speaks.get() || isQuiet()) return;
    voices.say(lineOf(current, offends), settings);
  }

  alerts.subscribe(onAlert);
  voices.list.subscribe(join);
  desk.subscribe(() => {
    join();
    if (isQuiet()) voices.hush();
  });
  return {
    voices,
    speaks,
    async sample() {
      const settings = desk.get()?.speech;
      if (settings === undefined) return;
      voices.hush();
      voices.say(lineOf(SAMPLE, await loadOffends()), settings);
    },
  };
}

type Said = Pick<
  AlertView,
  'speech' | 'senderName' | 'giftName' | 'quantity' | 'units' | 'unit' | 'summary'
>;

const SAMPLE: Said = {
  speech: null,
  senderName: 'Mira',
  giftName: 'Rose',
  quantity: 5,
  units: 5,
  unit: 'coin',
  summary: null,
};

function keyOf({ alertId, startedAtMs }: AlertView): string {
  return `${alertId}@${startedAtMs}`;
}

/** What is said of an alert. */
function lineOf(alert: Said, offends: Offends): string {
  const { t } = i18next;
  const locale = readerLocale();
  const { summary, units, unit } = alert;
  if (summary !== null) {
    return t('speech.summary', {
      count: summary.gifts,
      people: formatCount(summary.people, locale),
    });
  }
  const isMoney = isCurrency(unit);
  const amount = isMoney
    ? formatMinor(BigInt(units ?? 0), unit, locale)
    : formatCount(units ?? 0, locale);
  const line = isMoney ? t('speech.lineMoney') : t('speech.line');
  return spokenLine(
    alert.speech ?? line,
    {
      name: alert.senderName,
      gift: alert.giftName,
      count: formatCount(alert.quantity, locale),
      amount: units === null ? '' : amount,
      unit: units === null || isMoney ? '' : unit,
    },
    { name: t('feed.someone'), gift: t('feed.gift') },
    offends,
  );
}
