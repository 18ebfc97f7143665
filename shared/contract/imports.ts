/** Shapes of an import: the file that was handed over, what a person decides, the plan, and what became of it. */
import { z } from 'zod';
import { isCurrency } from '../currency.ts';
import { mappingSchema } from '../import-mapping.ts';
import { isZone } from '../zone.ts';

/** Name of a file that waits in the data folder; given by whoever put it there. */
export const uploadIdSchema = z.string().regex(/^[0-9a-f]{32}$/);

const DATE_FORMATS = ['iso', 'ymd', 'dmy', 'mdy', 'named', 'unix', 'unix-ms'] as const;
export const dateFormatSchema = z.enum(DATE_FORMATS);
export const decimalMarkSchema = z.enum(['point', 'comma']);

/** Null where the file shall decide. */
export const importChoicesSchema = z.object({
  preset: z.string().max(64).nullable(),
  mapping: mappingSchema.nullable(),
  dateFormat: dateFormatSchema.nullable(),
  decimal: decimalMarkSchema.nullable(),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 code').nullable(),
  zone: z.string().max(64).refine(isZone, 'must be an IANA time zone'),
});
export type ImportChoices = z.infer<typeof importChoicesSchema>;

export const importAskedSchema = z.object({
  upload: uploadIdSchema,
  /** Name of the file, for people. */
  name: z.string().min(1).max(255),
  choices: importChoicesSchema,
});
export type ImportAsked = z.infer<typeof importAskedSchema>;

const refusalSchema = z.object({ line: z.int(), code: z.string(), message: z.string() });

const failedSchema = z.object({
  type: z.literal('failed'),
  code: z.string(),
  message: z.string(),
});
export type ImportFailed = z.infer<typeof failedSchema>;

export const uploadPieceSchema = z.object({
  /** Null for the first piece. */
  upload: uploadIdSchema.nullable(),
  /** Bytes that came before. */
  at: z.int().min(0),
  base64: z.base64().max(52_000),
});

export const uploadedSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), upload: uploadIdSchema }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type Uploaded = z.infer<typeof uploadedSchema>;

export const importPreviewSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('preview'),
    encoding: z.string(),
    container: z.enum(['csv', 'jsonl', 'xlsx']),
    separator: z.string().nullable(),
    bytes: z.int(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string().nullable())),
    recognised: z.string().nullable(),
    presets: z.array(z.string()),
  }),
  failedSchema,
]);
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const importPlanSchema = z.object({
  type: z.literal('plan'),
  format: z.string(),
  encoding: z.string(),
  /** How dates and amounts are read; null where the file has none that could be read in two ways. */
  dateFormat: dateFormatSchema.nullable(),
  /** The zone that dates without one are taken for; null when all name theirs. */
  zone: z.string().nullable(),
  decimal: decimalMarkSchema.nullable(),
  /** Lines of the file, without its header. */
  lines: z.int(),
  added: z.int(),
  known: z.int(),
  conflicts: z.int(),
  rejected: z.int(),
  /** Lines that tell of no money. */
  empty: z.int(),
  /** The first of the conflicting and rejected lines. */
  refusals: z.array(refusalSchema),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;

export const importQuestionSchema = z.object({
  type: z.literal('question'),
  about: z.enum(['date-format', 'decimal']),
  answers: z.array(z.string()),
  example: z.string(),
  message: z.string(),
});
export type ImportQuestion = z.infer<typeof importQuestionSchema>;

export const planEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), bytes: z.int(), ofBytes: z.int(), lines: z.int() }),
  importPlanSchema,
  importQuestionSchema,
  failedSchema,
]);
export type PlanEvent = z.infer<typeof planEventSchema>;

export const applyEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), lines: z.int(), ofLines: z.int() }),
  z.object({
    type: z.literal('applied'),
    importNo: z.int(),
    added: z.int(),
    known: z.int(),
    conflicts: z.int(),
    /** Those that the plan did not know of: something was booked meanwhile. */
    refusals: z.array(refusalSchema),
  }),
  failedSchema,
]);
export type ApplyEvent = z.infer<typeof applyEventSchema>;

export const undoEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), rows: z.int() }),
  z.object({
    type: z.literal('undone'),
    importNo: z.int(),
    /** Gifts that stand, since more was booked on them by others. */
    kept: z.int(),
  }),
  failedSchema,
]);
export type UndoEvent = z.infer<typeof undoEventSchema>;

export const importRunSchema = z.object({
  importNo: z.int(),
  name: z.string(),
  format: z.string(),
  state: z.enum(['applying', 'done', 'undoing', 'undone']),
  startedAtMs: z.int(),
  endedAtMs: z.int().nullable(),
  lines: z.int(),
  through: z.int(),
  added: z.int(),
  known: z.int(),
  conflicts: z.int(),
  kept: z.int(),
});
export type ImportRun = z.infer<typeof importRunSchema>;

/** A mapping under a name, to be used again for the next file of its kind. */
export const savedMappingSchema = z.object({
  name: z.string().min(1).max(60),
  mapping: mappingSchema,
});
export type SavedMapping = z.infer<typeof savedMappingSchema>;
export const MOST_MAPPINGS = 50;
