/** What the dashboard is told of OBS. The password never crosses: only whether there is one. */
import { z } from 'zod';

export const obsStateSchema = z.object({
  generation: z.string(),
  rev: z.int().min(0),
  serverNowMs: z.int(),
  /** `ws://host:port` of this computer. */
  url: z.string(),
  hasPassword: z.boolean(),
  /** `waiting` means: between two attempts; `nextAttemptAtMs` says when. `failed` needs the user. */
  state: z.enum(['off', 'connecting', 'connected', 'waiting', 'failed']),
  /** What happened, for a person. Null when all is well. */
  reason: z.string().nullable(),
  sinceMs: z.int(),
  nextAttemptAtMs: z.int().nullable(),
  /** Null while it is not known. */
  streaming: z.boolean().nullable(),
  /** When the stream began, by OBS's own count. */
  liveSinceMs: z.int().nullable(),
});
export type ObsState = z.infer<typeof obsStateSchema>;
