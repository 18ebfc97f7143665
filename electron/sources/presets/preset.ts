/**
 * A preset reads what a payment service sends (Ko-fi, Streamlabs …) as tips. It says which fields it may look at,
 * and makes of them what the webhook takes, so that every tip passes the same checks. Beside it: `registry.ts`.
 */
import { decimalOf, keptOf } from '../fields.ts';
import { merged, rejected, TEST } from '../outcome.ts';
import type { Normalised, Rejection } from '../source.ts';
import { normaliseWebhook } from '../webhook.normalise.ts';

/** A payment of a fan, as the service told it; what is not known is left out. */
export interface Tip {
  /** The service's id of this payment, the same whenever it is told again. */
  readonly id: unknown;
  readonly currency: unknown;
  /** Decimal text or a JSON number, in the currency's main unit. */
  readonly amount: unknown;
  readonly senderId?: unknown;
  readonly senderName?: unknown;
  /** What it was for, such as the name of a membership. */
  readonly what?: unknown;
  /** ISO 8601 with a zone. */
  readonly occurredAt?: string | null;
}

/** What one event of a service, or a part of it, comes to. */
export type Reading =
  | { readonly type: 'tip'; readonly tip: Tip }
  | { readonly type: 'test' }
  /** Money that is not booked, or something unreadable: the creator is told. */
  | { readonly type: 'refused'; readonly rejection: Rejection }
  /** No money of its own (a follow, a cheer that Twitch books itself): only its sender is told. */
  | { readonly type: 'ignored'; readonly rejection: Rejection };

export interface PresetDefinition {
  /** Name in `?preset=`, and the platform of its tips. */
  readonly name: string;
  /** The form field that holds its JSON when it posts forms; null when it posts JSON. */
  readonly formField: string | null;
  /** Names of the fields that are read, and kept as evidence. No token, no e-mail address, no message. */
  readonly keeps: ReadonlySet<string>;
  /** Pure: an event, reduced to `keeps` → what it comes to. Nothing: not an event of this service. */
  read(event: unknown): readonly Reading[];
}

/** One event, read. */
export interface PresetOutcome {
  /** What may be stored of it. */
  readonly evidence: unknown;
  readonly normalised: Normalised;
  readonly ignored: readonly Rejection[];
}

/** Identity function that checks a definition's shape where it is written. */
export function definePreset(definition: PresetDefinition): PresetDefinition {
  return definition;
}

/** Pure: one event of a service → its frames, and what else there is to say. */
export function readPreset(preset: PresetDefinition, event: unknown): PresetOutcome {
  const evidence = keptOf(event, preset.keeps);
  const readings = preset.read(evidence);
  const parts = readings.map((reading) => normalised(preset, reading));
  return {
    evidence,
    normalised:
      readings.length === 0
        ? rejected('malformed', `This is not an event of ${preset.name}.`)
        : merged(parts),
    ignored: readings.flatMap((reading) => (reading.type === 'ignored' ? [reading.rejection] : [])),
  };
}

function normalised(preset: PresetDefinition, reading: Reading): Normalised {
  switch (reading.type) {
    case 'tip':
      return normaliseWebhook(webhookTip(preset.name, reading.tip));
    case 'test':
      return TEST;
    case 'refused':
      return { frames: [], rejections: [reading.rejection] };
    case 'ignored':
      return { frames: [], rejections: [] };
  }
}

function webhookTip(platform: string, tip: Tip): unknown {
  const { currency, amount } = tip;
  return {
    id: tip.id,
    platform,
    kind: 'tip',
    sender: { id: tip.senderId, name: tip.senderName },
    gift: { name: tip.what },
    money: {
      currency: typeof currency === 'string' ? currency.toUpperCase() : currency,
      // What is no decimal is passed on as it is, so that the refusal can name it.
      amount: decimalOf(amount) ?? amount,
    },
    occurredAt: tip.occurredAt,
  };
}

/** Refuses money that is not booked, in words for the creator. */
export function refused(code: string, message: string): readonly Reading[] {
  return [{ type: 'refused', rejection: { code, message } }];
}

/** Passes over what is no money. */
export function ignored(code: string, message: string): readonly Reading[] {
  return [{ type: 'ignored', rejection: { code, message } }];
}

/** A time as the webhook wants it, or null: a clock is no fact of a tip, and no reason to refuse it. */
export function isoTime(value: unknown): string | null {
  const ms =
    typeof value === 'string' && /T.+(?:Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : 0;
  return ms > 0 ? new Date(ms).toISOString() : null;
}
