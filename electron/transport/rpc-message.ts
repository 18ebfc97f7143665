/**
 * The shape of a message that a page may send on either link, checked before oRPC sees it: oRPC throws on
 * what it cannot read, and a page's nonsense is not a fault of ours.
 */
import { z } from 'zod';

const id = z.string().min(1).max(32);
const header = z.union([z.string(), z.array(z.string())]);

const messageSchema = z.union([
  /** A call: procedure path, input, headers. */
  z.object({
    i: id,
    t: z.undefined().optional(),
    p: z.object({
      u: z.string().startsWith('/').max(200),
      b: z.unknown().optional(),
      h: z.record(z.string(), header).optional(),
      m: z.undefined().optional(),
    }),
  }),
  /** The page gives up a call or leaves a stream. */
  z.object({ i: id, t: z.literal(4) }),
]);

/** Whether `data` is a message that the contract's client can have sent. Binary is never one. */
export function isRpcMessage(data: unknown): data is string {
  if (typeof data !== 'string') return false;
  try {
    return messageSchema.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}
