/**
 * Identity of a gift: which frames belong to one counter. The only place that builds a gift key.
 * Parts are percent-encoded, so a viewer's id can never forge a separator.
 */

/** TikTok: a streak is a combo of one sender, one gift and one group; anything else is its own message. */
export function tiktokKey(parts: {
  readonly senderId: string;
  readonly giftId: string;
  readonly groupId: string | null;
  readonly messageId: string;
}): string {
  return parts.groupId !== null && parts.groupId !== '' && parts.groupId !== '0'
    ? join('tiktok', 'combo', parts.senderId, parts.giftId, parts.groupId)
    : join('tiktok', 'msg', parts.messageId);
}

/** Twitch: a bundle of gift subscriptions and its children share the bundle's id. */
export function twitchBundleKey(bundleId: string): string {
  return join('twitch', 'bundle', bundleId);
}

/** One message, one gift: Twitch cheers and subscriptions, and webhook gifts without a streak. */
export function messageKey(platform: string, messageId: string): string {
  return join(platform, 'msg', messageId);
}

/** A webhook gift that names its streak. */
export function streakKey(platform: string, sender: string, gift: string, streak: string): string {
  return join(platform, 'streak', sender, gift, streak);
}

function join(...parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part.toWellFormed())).join('|');
}
