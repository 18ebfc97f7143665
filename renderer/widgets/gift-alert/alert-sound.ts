/**
 * Plays an alert's sound, once: the companion says when it started, and a page that comes more than a second later
 * (a refresh, a second scene) stays silent. It ends with its alert, and at once when it is muted or hidden.
 */
import { useEffect, useEffectEvent, useState } from 'react';
import type { AlertView } from '../../../shared/contract/alert-states.ts';
import { soundUrl } from '../../ui/own-sounds.ts';

const LATE_MS = 1_000;

/** Whether a sound that starts then is still to be heard by a page that sees it only now. */
export function isInTime(startsAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - startsAtMs) <= LATE_MS;
}

/** True while the browser lets nothing sound until somebody has clicked; OBS never asks for that. */
export function useAlertSound(alert: AlertView | null, on: boolean, now: () => number): boolean {
  const [blocked, setBlocked] = useState(false);
  const sound = on ? (alert?.sound ?? null) : null;
  const url = sound === null ? null : soundUrl(sound.ref);
  /** One start per alert: a combo that grows is the same alert, and what its rule says by now changes nothing. */
  const start = sound === null ? null : `${alert?.alertId ?? ''}@${sound.startsAtMs}`;

  const begin = useEffectEvent(() => {
    if (sound === null || url === null || !isInTime(sound.startsAtMs, now())) return undefined;
    const audio = new Audio(url);
    audio.volume = sound.volume / 100;
    audio.play().then(
      () => setBlocked(false),
      (error: unknown) => {
        // Ended before it began, or a broken file: the alert is seen all the same.
        if (error instanceof DOMException && error.name === 'NotAllowedError') setBlocked(true);
      },
    );
    return audio;
  });

  useEffect(() => {
    if (start === null) return;
    const audio = begin();
    return () => audio?.pause();
  }, [start]);

  useEffect(() => {
    if (!blocked) return;
    const allow = (): void => setBlocked(false);
    addEventListener('pointerdown', allow, { once: true });
    return () => removeEventListener('pointerdown', allow);
  }, [blocked]);
  return blocked && !('obsstudio' in globalThis);
}
