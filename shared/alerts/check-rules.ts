/** Rules as they come from a page or from the disk: taken as a whole, or refused with words for a person. */
import { z } from 'zod';
import { GIFT_KINDS } from '../gift.ts';
import type { AlertRule } from './rule.ts';
import { MAX_RULES, MAX_RULES_BYTES, alertRuleSchema } from './rule.ts';
import { PLACEHOLDERS, strayParts } from './template.ts';

export type CheckedRules =
  | { readonly ok: true; readonly rules: readonly AlertRule[] }
  | { readonly ok: false; readonly code: string; readonly message: string };

const named = z.object({ name: z.string() });
const withKind = z.object({ match: z.object({ kind: z.string() }) });

/** Codes: `too_many`, `too_large`, `unknown_kind`, `invalid`, `same_id`, `unit_missing`, `range_reversed`, `bad_text`. */
export function checkRules(raw: readonly unknown[]): CheckedRules {
  if (raw.length > MAX_RULES) {
    return refusal('too_many', `There may be ${MAX_RULES} rules at most. Delete some first.`);
  }
  if (bytesOf(JSON.stringify(raw)) > MAX_RULES_BYTES) {
    return refusal('too_large', 'The rules are too long together. Shorten names and texts.');
  }
  const rules: AlertRule[] = [];
  for (const [at, one] of raw.entries()) {
    const parsed = alertRuleSchema.safeParse(one);
    if (!parsed.success) return malformed(one, at, parsed.error);
    const refused = contradiction(parsed.data);
    if (refused !== null) return refused;
    if (rules.some(({ id }) => id === parsed.data.id)) {
      return refusal('same_id', `${nameOf(one, at)} is in the list twice.`);
    }
    rules.push(parsed.data);
  }
  return { ok: true, rules };
}

function contradiction(rule: AlertRule): CheckedRules | null {
  const { unit, unitsFrom, unitsTo } = rule.match;
  if (unit === null && (unitsFrom !== null || unitsTo !== null)) {
    return refusal('unit_missing', `“${rule.name}” asks for an amount. Say in which unit.`);
  }
  if (unitsFrom !== null && unitsTo !== null && unitsFrom > unitsTo) {
    return refusal('range_reversed', `In “${rule.name}” the least amount is above the most.`);
  }
  const stray = [rule.text, rule.speech].flatMap((text) => strayParts(text ?? ''));
  if (stray.length === 0) return null;
  const known = PLACEHOLDERS.map((name) => `{${name}}`).join(' ');
  return refusal(
    'bad_text',
    `“${rule.name}” has ${stray.join(' ')} in its text. What can stand in braces is ${known}.`,
  );
}

function malformed(one: unknown, at: number, error: z.ZodError): CheckedRules {
  const kind = withKind.safeParse(one);
  if (kind.success && !(GIFT_KINDS as readonly string[]).includes(kind.data.match.kind)) {
    return refusal(
      'unknown_kind',
      `${nameOf(one, at)} asks for “${kind.data.match.kind.slice(0, 40)}”, which is no kind of gift.`,
    );
  }
  const where = error.issues[0]?.path.join('.') ?? '';
  return refusal('invalid', `${nameOf(one, at)} cannot be read (${where}). Nothing was changed.`);
}

function nameOf(one: unknown, at: number): string {
  const parsed = named.safeParse(one);
  return parsed.success ? `“${parsed.data.name.slice(0, 80)}”` : `Rule ${at + 1}`;
}

/** Length of a text in UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

function refusal(code: string, message: string): CheckedRules {
  return { ok: false, code, message };
}
