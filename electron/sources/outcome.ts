/** What a normaliser may answer: nothing, a coded rejection, or a frame that passed the schema. */
import { giftFrameSchema, type GiftFrame } from '../../shared/gift.ts';
import type { Normalised } from './source.ts';

/** A frame that is no gift. */
export const NOTHING: Normalised = { frames: [], rejections: [] };

/** Refuses a frame, in words for the creator. */
export function rejected(code: string, message: string): Normalised {
  return { frames: [], rejections: [{ code, message }] };
}

/** A gift that its sender marked as a test. */
export const TEST: Normalised = { frames: [], rejections: [], tests: 1 };

/** The last gate of every source: nothing that breaks the schema gets past it. */
export function checked(frame: GiftFrame): Normalised {
  const parsed = giftFrameSchema.safeParse(frame);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join('.') ?? 'frame';
    return rejected(
      'frame_invalid',
      `The field ${where} cannot be stored: ${issue?.message ?? ''}`,
    );
  }
  return { frames: [parsed.data], rejections: [] };
}

/** One answer for the parts of an envelope, in their order. */
export function merged(parts: readonly Normalised[]): Normalised {
  const raids = parts.flatMap((part) => part.raids ?? []);
  const tests = parts.reduce((sum, part) => sum + (part.tests ?? 0), 0);
  return {
    frames: parts.flatMap((part) => part.frames),
    rejections: parts.flatMap((part) => part.rejections),
    ...(tests === 0 ? {} : { tests }),
    ...(raids.length === 0 ? {} : { raids }),
    ...(parts.some((part) => part.streamEnded === true) ? { streamEnded: true } : {}),
  };
}
