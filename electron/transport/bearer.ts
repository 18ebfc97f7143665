/**
 * Bearer tokens of the HTTP routes. Wrong ones are counted apart: a flood of them is turned away without
 * shutting out who holds the right one.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenName, TokenStore } from './tokens.ts';

const WRONG_TOKENS_PER_MINUTE = 100;

/** An `onRequest` hook that lets only the named token pass. */
export type RequireToken = (
  name: TokenName,
) => (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Needs the rate-limit plugin. */
export function createBearerCheck(app: FastifyInstance, tokens: TokenStore): RequireToken {
  const countWrong = app.createRateLimit({ max: WRONG_TOKENS_PER_MINUTE, timeWindow: 60_000 });
  return (name) => async (request, reply) => {
    const presented = /^Bearer ([A-Za-z0-9_-]{1,256})$/i.exec(
      request.headers.authorization ?? '',
    )?.[1];
    if (presented !== undefined && tokens.nameOf(presented) === name) return;
    const counted = await countWrong(request);
    if (!counted.isAllowed && counted.isExceeded) {
      await reply.code(429).header('retry-after', counted.ttlInSeconds).send({
        code: 'too_many_requests',
        message: 'Too many wrong tokens. Wait, then try again.',
      });
      return;
    }
    await reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({
        code: 'unauthorized',
        message: `Send the ${name} token of Coinfall: "Authorization: Bearer …".`,
      });
  };
}
