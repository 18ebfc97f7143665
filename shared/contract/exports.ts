/** What the dashboard asks of an export, and the pieces that it gets. */
import { z } from 'zod';
import { isCurrency } from '../currency.ts';
import {
  CSV_DECIMALS,
  CSV_SEPARATORS,
  EXPORT_VIEWS,
  MAX_STATEMENT_NAME,
  PAPERS,
  PEOPLE_CHOICES,
} from '../export-rows.ts';
import { isZone } from '../zone.ts';

const view = z.enum([...EXPORT_VIEWS, 'all']);
const instantMs = z.int().min(0).nullable();

/** A kind of file, and what it can hold; the first view is what it holds by default. */
export const exportFormatSchema = z.object({
  id: z.string(),
  extension: z.string(),
  mime: z.string(),
  views: z.array(view).min(1),
});
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const exportAskedSchema = z.object({
  format: z.string().max(32),
  view,
  /** Effective time, from inclusive, to exclusive, Unix ms; null for no bound. */
  fromMs: instantMs,
  toMs: instantMs,
  zone: z.string().max(64).refine(isZone, 'must be an IANA time zone'),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 code'),
  people: z.enum(PEOPLE_CHOICES),
  /** Only a CSV looks at it. */
  csv: z.object({
    separator: z.enum(CSV_SEPARATORS),
    decimal: z.enum(CSV_DECIMALS),
    bom: z.boolean(),
  }),
  /** Only a statement looks at it. */
  statement: z
    .object({
      /** Whose statement it is. */
      name: z.string().max(MAX_STATEMENT_NAME),
      paper: z.enum(PAPERS),
    })
    .optional(),
});
export type ExportAsked = z.infer<typeof exportAskedSchema>;

export const exportPieceSchema = z.discriminatedUnion('type', [
  /** The next bytes of the file, and how many rows are in all so far. */
  z.object({ type: z.literal('piece'), base64: z.string(), rows: z.int() }),
  /** The file is whole; this belongs into `FILE.sha256.json`, but for its name. */
  z.object({
    type: z.literal('done'),
    rows: z.int(),
    sha256: z.string(),
    control: z.record(z.string(), z.unknown()),
  }),
]);
export type ExportPiece = z.infer<typeof exportPieceSchema>;
