/**
 * What a platform reported for a span of time, as a person typed it in or an import read it. Kept beside the
 * journal: it is compared with what was seen (`reconcile.ts`) and moves nothing.
 */
import { z } from 'zod';
import { PLATFORM_PATTERN } from '../units.ts';
import { MAX_ENTRY_AMOUNT, dateProblem, unitProblem } from './entries.ts';

export const statementSchema = z.strictObject({
  platform: z.string().regex(PLATFORM_PATTERN),
  unit: z.string().min(1).max(32),
  /** From inclusive, to exclusive, Unix ms. */
  fromMs: z.int().min(0),
  toMs: z.int().min(0),
  /** The session that it is about, when it is about one. */
  sessionNo: z.int().min(1).nullable(),
  /** In `unit`; minor units of a currency. */
  units: z.int().min(0).max(MAX_ENTRY_AMOUNT),
  note: z.string().max(2_000),
});
export type ReportedStatement = z.infer<typeof statementSchema>;

export type StatementResult =
  | { readonly ok: true; readonly statement: ReportedStatement }
  | { readonly ok: false; readonly code: string; readonly message: string };

const DAY_MS = 86_400_000;

/** Checks a reported figure; like an entry it may not lie before 2015 or beyond tomorrow. */
export function checkStatement(input: unknown, nowMs: number): StatementResult {
  const parsed = statementSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    return refused('malformed', `“${field}” of the figure is not valid: ${issue?.message ?? ''}.`);
  }
  const statement = parsed.data;
  const problem =
    unitProblem(statement.platform, statement.unit) ?? spanProblem(statement, nowMs + DAY_MS);
  return problem === undefined ? { ok: true, statement } : refused(problem.code, problem.message);
}

/** Why a span cannot be asked about; undefined when it can. */
export function spanProblem(
  span: { readonly fromMs: number; readonly toMs: number },
  latestMs: number,
): { readonly code: string; readonly message: string } | undefined {
  if (span.fromMs >= span.toMs) {
    return { code: 'period_empty', message: 'The period must begin before it ends.' };
  }
  // The last instant of the period, since its end is not a part of it.
  return dateProblem(span.fromMs, latestMs) ?? dateProblem(span.toMs - 1, latestMs);
}

function refused(code: string, message: string): StatementResult {
  return { ok: false, code, message: `${message} Nothing was recorded.` };
}
