/** Sources as the dashboard sets them up: the steps of a connection, secrets that only go in, the creator's accounts. */
import { z } from 'zod';
import { MOST_ACCOUNTS } from './accounts.ts';

/** One thing that a connection does on its way, in words for a person. */
export const sourceStepSchema = z.object({
  /** "Joining the channel saltandpixels" */
  words: z.string(),
  /** `waiting`: nothing failed, but it has to wait, for example until somebody is live. */
  state: z.enum(['pending', 'ok', 'failed', 'waiting']),
  /** What happened, when it did not go on from here. */
  note: z.string().nullable(),
  /** What a person can do about it; null where nothing needs doing. */
  next: z.string().nullable(),
});
export type SourceStep = z.infer<typeof sourceStepSchema>;

/** A test of a connection: each message replaces the one before it. */
export const connectionTestSchema = z.object({
  steps: z.array(sourceStepSchema),
  /** Null while it goes on. */
  result: z.enum(['connected', 'waiting', 'failed']).nullable(),
});
export type ConnectionTest = z.infer<typeof connectionTestSchema>;

/** Where secrets are kept: sealed by the system, in a private file as they are, or nowhere beyond this run. */
export const KEEPINGS = ['system', 'file', 'memory'] as const;
export type Keeping = (typeof KEEPINGS)[number];

/** Which secrets the sources know, and whether there is one: never what it is. */
export const sourceSecretsSchema = z.object({
  keeping: z.enum(KEEPINGS),
  secrets: z.array(
    z.object({
      name: z.string(),
      /** The source that it is for. */
      scheme: z.string(),
      label: z.string(),
      help: z.string(),
      required: z.boolean(),
      stored: z.boolean(),
    }),
  ),
});
export type SourceSecrets = z.infer<typeof sourceSecretsSchema>;
export type SourceSecret = SourceSecrets['secrets'][number];

/** Ids of the creator's own accounts. Only TikTok says who received a gift. */
export const accountsSchema = z.object({
  tiktok: z.array(z.string().regex(/^[1-9]\d{0,19}$/)).max(MOST_ACCOUNTS),
});
export type Accounts = z.infer<typeof accountsSchema>;

export const accountsStateSchema = accountsSchema.extend({
  /** Who received the newest TikTok gifts, most gifts first: the creator is likely among them. */
  seen: z.array(z.object({ id: z.string(), gifts: z.int() })),
});
export type AccountsState = z.infer<typeof accountsStateSchema>;
