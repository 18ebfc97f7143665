/** The creator's own pictures, videos and sounds, as the dashboard lists them. */
import { z } from 'zod';
import { MEDIA_ID } from '../alerts/media-ref.ts';
import { MAX_MEDIA_NAME } from '../media-limits.ts';

export const mediaId = z.string().regex(MEDIA_ID);

export const mediaItemSchema = z.object({
  id: mediaId,
  name: z.string(),
  kind: z.enum(['picture', 'video', 'sound']),
  bytes: z.int(),
  /** Pixels; null where the content does not say. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  /** The file is gone from the disk: adding the same file again brings it back under this id. */
  missing: z.boolean(),
  /** Names of the rules that use it. */
  usedBy: z.array(z.string()),
});
export type MediaItem = z.infer<typeof mediaItemSchema>;

export const mediaListSchema = z.object({
  /** Newest first. */
  items: z.array(mediaItemSchema),
  usedBytes: z.int(),
});
export type MediaList = z.infer<typeof mediaListSchema>;

export const renameMediaInput = z.object({
  id: mediaId,
  name: z.string().trim().min(1).max(MAX_MEDIA_NAME),
});

/** Answer of `POST /api/v1/media`; nothing is kept when it is refused. */
export const mediaAddedSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id: mediaId, name: z.string() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type MediaAdded = z.infer<typeof mediaAddedSchema>;
