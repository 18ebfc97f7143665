/**
 * The one place that decides whether a caller may call a procedure, for every transport. What the contract
 * does not allow is refused: no scope, no access.
 */
import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { FEEDS } from '../../shared/contract/feeds.ts';
import type { Caller } from '../api/caller.ts';

const metaSchema = z.object({
  scopes: z.array(z.enum(['control', 'overlay'])),
  feed: z.enum(FEEDS).optional(),
  canvas: z.literal(true).optional(),
});

/** What the check needs of a call; oRPC's interceptors are handed this and more. */
interface Call {
  readonly context: Caller;
  readonly procedure: { readonly '~orpc': { readonly meta: unknown } };
  next(): Promise<unknown>;
}

/** Whether the contract's note on a procedure lets this caller in. */
export function mayCall(caller: Caller, meta: unknown): boolean {
  const parsed = metaSchema.safeParse(meta);
  if (!parsed.success || !parsed.data.scopes.includes(caller.scope)) return false;
  if (caller.scope === 'control') return true;
  const { feed, canvas } = parsed.data;
  if (canvas === true) return caller.canvasId !== undefined;
  return feed !== undefined && caller.feeds.includes(feed);
}

/** Interceptor of every handler: runs before the input is read, so a refused caller learns nothing. */
export function enforceScope(call: Call): Promise<unknown> {
  if (mayCall(call.context, call.procedure['~orpc'].meta)) return call.next();
  throw new ORPCError('FORBIDDEN', { message: 'This link may not do that.' });
}
