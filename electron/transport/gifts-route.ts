/**
 * `POST /api/v1/gifts`: gifts in, one or an array; answered after they are committed. `?preset=NAME` says that the
 * items are events of a payment service, as a local tool relays them.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebhookAnswer } from '../../shared/contract/webhook-answer.ts';
import type { RequireToken } from './bearer.ts';

/** Takes raw items in their order; resolves after the commit. Every item is checked there, none here. */
export type AcceptGifts = (
  items: readonly unknown[],
  /** Null: gifts in the webhook's own form. */
  preset: string | null,
) => Promise<
  | { readonly ok: true; readonly answer: WebhookAnswer }
  | { readonly ok: false; readonly code: 'not_stored'; readonly message: string }
>;

/** By name: what of a preset concerns the way in. */
export type PresetForms = ReadonlyMap<
  string,
  {
    /** The form field that holds its JSON; null when it is not sent as a form. */
    readonly formField: string | null;
  }
>;

export interface GiftsRouteOptions {
  readonly requireToken: RequireToken;
  readonly acceptGifts: AcceptGifts;
  readonly presets: PresetForms;
  readonly rate?: GiftsRate;
}

export interface GiftsRate {
  readonly max: number;
  /** Milliseconds. */
  readonly timeWindow: number;
}

const MAX_ITEMS = 1_000;
const MAX_BODY_BYTES = 256 * 1024;
/** 500 requests a second in the long run: three times the hardest gift bomb, sent one by one. */
const RATE: GiftsRate = { max: 5_000, timeWindow: 10_000 };

/** A form as it came, before its field is known. */
class Form {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

interface Refusal {
  readonly status: 400 | 415;
  readonly code: string;
  readonly message: string;
}

/** Needs the rate-limit plugin and a JSON-only body parser. */
export function registerGiftsRoute(app: FastifyInstance, options: GiftsRouteOptions): void {
  // In a room of its own: no other route takes forms. No website can send one here either, without the token.
  void app.register((room, _options, done) => {
    room.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, parsed) => parsed(null, new Form(String(body))),
    );
    registerRoute(room, options);
    done();
  });
}

function registerRoute(app: FastifyInstance, options: GiftsRouteOptions): void {
  const { presets } = options;
  app.route({
    method: 'POST',
    url: '/api/v1/gifts',
    bodyLimit: MAX_BODY_BYTES,
    // The token first: who does not hold it cannot use up the budget of who does.
    onRequest: options.requireToken('webhook'),
    config: {
      rateLimit: {
        ...(options.rate ?? RATE),
        // A client is its token and its address.
        keyGenerator: ({ ip, headers }: FastifyRequest) => `${ip} ${headers.authorization ?? ''}`,
      },
    },
    handler: async (request, reply) => {
      const preset = presetOf(request, presets);
      const read = 'status' in preset ? preset : readBody(request.body, preset);
      if ('status' in read) {
        const { status, code, message } = read;
        return reply.code(status).send({ code, message });
      }
      const outcome = await options.acceptGifts(read.items, read.preset);
      if (outcome.ok) return reply.send(outcome.answer);
      const { code, message } = outcome;
      return reply.code(503).header('retry-after', 5).send({ code, message });
    },
  });
}

interface Preset {
  readonly name: string | null;
  readonly formField: string | null;
}

function presetOf(request: FastifyRequest, presets: PresetForms): Preset | Refusal {
  const { preset: name } = request.query as Readonly<Record<string, unknown>>;
  if (name === undefined) return { name: null, formField: null };
  const found = typeof name === 'string' ? presets.get(name) : undefined;
  if (found !== undefined && typeof name === 'string') return { name, formField: found.formField };
  return {
    status: 400,
    code: 'preset_unknown',
    message: `There are the presets ${[...presets.keys()].join(', ')}; nothing was stored.`,
  };
}

function readBody(
  body: unknown,
  preset: Preset,
): { readonly items: readonly unknown[]; readonly preset: string | null } | Refusal {
  if (body === undefined) return unsupported();
  const json = body instanceof Form ? readForm(body, preset.formField) : { value: body };
  if ('status' in json) return json;
  const items: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
  return items.length <= MAX_ITEMS
    ? { items, preset: preset.name }
    : {
        status: 400,
        code: 'too_many_items',
        message: `At most ${MAX_ITEMS} gifts may come in one request; nothing was stored.`,
      };
}

function readForm(form: Form, field: string | null): { readonly value: unknown } | Refusal {
  if (field === null) return unsupported();
  const text = new URLSearchParams(form.text).get(field);
  try {
    if (text !== null) return { value: JSON.parse(text) as unknown };
  } catch {
    // Answered below, as if it were not there.
  }
  return {
    status: 400,
    code: 'malformed_form',
    message: `The form needs a field "${field}" that holds JSON; nothing was stored.`,
  };
}

function unsupported(): Refusal {
  return {
    status: 415,
    code: 'unsupported_media_type',
    message: 'Send JSON, with "Content-Type: application/json".',
  };
}
