/** Which sound an alert has, how loud, and whether it may begin now. */
import type { AlertSound } from '../contract/alert-states.ts';
import type { Alert } from './alert.ts';
import { tierOfAlert } from './limits.ts';
import { SILENT, SUMMARY_SOUND, TIER_SOUNDS, ownRef } from './media-ref.ts';
import type { SoundSettings } from '../contract/alert-desk.ts';

/** Two sounds never begin closer to each other, however fast alerts follow. */
export const SOUND_GAP_MS = 800;

/** An alert's sound as it is set now; null when it is to be silent. */
export function soundOf(
  alert: Alert,
  settings: SoundSettings,
): Omit<AlertSound, 'startsAtMs'> | null {
  const ref = refOf(alert, settings);
  const volume = Math.round(((alert.type === 'gift' ? alert.volume : 100) * settings.volume) / 100);
  return ref === null || settings.muted || volume === 0 ? null : { ref, volume };
}

function refOf(alert: Alert, { tierSounds }: SoundSettings): string | null {
  const chosen = alert.type === 'gift' ? alert.sound : null;
  if (chosen !== null) return chosen === SILENT ? null : chosen;
  if (!tierSounds) return null;
  return ownRef(alert.type === 'gift' ? TIER_SOUNDS[tierOfAlert(alert)] : SUMMARY_SOUND);
}
