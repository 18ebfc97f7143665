/** The webhook: other programs push their gifts and tips to `POST /api/v1/gifts`; there is nothing to connect to. */
import { defineSource } from './source.ts';
import { normaliseWebhook } from './webhook.normalise.ts';

export default defineSource({
  id: 'webhook',
  scheme: 'webhook',
  sandboxOnly: false,
  live: false,
  check: () => null,
  normalise: normaliseWebhook,
  connect: null,
});
