/** `POST /api/v1/gifts`: gifts in, one or an array; answered after they are committed. */
import type { FastifyInstance } from 'fastify';
import type { WebhookAnswer } from '../../shared/contract/webhook-answer.ts';
import type { RequireToken } from './bearer.ts';

/** Takes raw items in their order; resolves after the commit. Every item is checked there, none here. */
export type AcceptGifts = (
  items: readonly unknown[],
) => Promise<
  | { readonly ok: true; readonly answer: WebhookAnswer }
  | { readonly ok: false; readonly code: 'not_stored'; readonly message: string }
>;

const MAX_ITEMS = 1_000;
const MAX_BODY_BYTES = 256 * 1024;
/** 500 requests a second in the long run: three times the hardest gift bomb, sent one by one. */
const RATE = { max: 5_000, timeWindow: 10_000 };

/** Needs the rate-limit plugin and a JSON-only body parser. */
export function registerGiftsRoute(
  app: FastifyInstance,
  requireToken: RequireToken,
  acceptGifts: AcceptGifts,
): void {
  app.route({
    method: 'POST',
    url: '/api/v1/gifts',
    bodyLimit: MAX_BODY_BYTES,
    // The token first: who does not hold it cannot use up the budget of who does.
    onRequest: requireToken('webhook'),
    config: { rateLimit: RATE },
    handler: async (request, reply) => {
      const body: unknown = request.body;
      if (body === undefined) {
        return reply.code(415).send({
          code: 'unsupported_media_type',
          message: 'Send JSON, with "Content-Type: application/json".',
        });
      }
      const items: readonly unknown[] = Array.isArray(body) ? body : [body];
      if (items.length > MAX_ITEMS) {
        return reply.code(400).send({
          code: 'too_many_items',
          message: `At most ${MAX_ITEMS} gifts may come in one request; nothing was stored.`,
        });
      }
      const outcome = await acceptGifts(items);
      if (outcome.ok) return reply.send(outcome.answer);
      const { code, message } = outcome;
      return reply.code(503).header('retry-after', 5).send({ code, message });
    },
  });
}
