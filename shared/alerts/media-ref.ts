/** What an alert may show and play: our own drawings and sounds by name, the creator's files by their id. */
import type { AlertTier } from '../contract/alert-states.ts';

export const OWN_SOUNDS = [
  'pluck',
  'chime',
  'bell',
  'fanfare',
  'coins',
  'whoosh',
  'bubble',
  'marimba',
] as const;
export type OwnSound = (typeof OWN_SOUNDS)[number];

export const OWN_PICTURES = ['rocket', 'balloon', 'cake', 'rainbow', 'firework', 'teacup'] as const;
export type OwnPicture = (typeof OWN_PICTURES)[number];

/** By the end of a file's id, which the companion gave it after looking at its content. */
export const MEDIA_KINDS = {
  png: 'picture',
  jpg: 'picture',
  gif: 'picture',
  webp: 'picture',
  webm: 'video',
  mp3: 'sound',
  ogg: 'sound',
  wav: 'sound',
} as const;
export type MediaExtension = keyof typeof MEDIA_KINDS;
export type MediaKind = (typeof MEDIA_KINDS)[MediaExtension];

/** 128 random bits and what the file is: nobody can guess one, and none names a path. */
export const MEDIA_ID = /^[A-Za-z0-9_-]{22}\.(png|jpg|gif|webp|webm|mp3|ogg|wav)$/;

/** A rule that plays no sound. */
export const SILENT = 'none';

export const pictureRef = refPattern(OWN_PICTURES, 'png|jpg|gif|webp|webm');
export const soundRef = refPattern(OWN_SOUNDS, 'mp3|ogg|wav', SILENT);

/** What is heard where no rule chooses a sound: softer for small gifts, rarer for great ones. */
export const TIER_SOUNDS = {
  small: 'pluck',
  medium: 'chime',
  large: 'bell',
  epic: 'fanfare',
} as const satisfies Readonly<Record<AlertTier, OwnSound>>;
export const SUMMARY_SOUND: OwnSound = 'coins';

export function ownRef(name: OwnSound | OwnPicture): string {
  return `own:${name}`;
}

export function mediaRef(mediaId: string): string {
  return `media:${mediaId}`;
}

/** The file that a reference names; null for what is our own, and for silence. */
export function mediaIdOf(ref: string): string | null {
  return ref.startsWith('media:') ? ref.slice('media:'.length) : null;
}

/** Our own sound or drawing that a reference names; null when it names none that there is. */
export function ownNameOf<Name extends string>(ref: string, names: readonly Name[]): Name | null {
  return names.find((name) => ref === `own:${name}`) ?? null;
}

/** Where every page finds a file, below its own origin. */
export function mediaPath(mediaId: string): string {
  return `/media/${mediaId}`;
}

/** What a file is, by its id; null when it is no id. */
export function mediaKindOf(mediaId: string): MediaKind | null {
  const extension = MEDIA_ID.exec(mediaId)?.[1];
  return extension === undefined ? null : MEDIA_KINDS[extension as MediaExtension];
}

function refPattern(own: readonly string[], extensions: string, also?: string): RegExp {
  const ways = [`own:(?:${own.join('|')})`, `media:[A-Za-z0-9_-]{22}\\.(?:${extensions})`];
  return new RegExp(`^(?:${[...ways, ...(also === undefined ? [] : [also])].join('|')})$`);
}
