/** The control file beside an export: what was asked for, up to where, and what the file can be checked against. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import {
  CSV_DECIMALS,
  CSV_SEPARATORS,
  EXPORT_VIEWS,
  MAX_STATEMENT_NAME,
  PAPERS,
  PEOPLE_CHOICES,
} from '../shared/export-rows.ts';
import type { ControlTotals } from './exports/export.ts';
import { factsOf, totalsOf } from './exports/facts.ts';
import type { AskedExport, OpenedExport } from './open-export.ts';

const instant = z.iso.datetime();

export const sidecarSchema = z.object({
  file: z.string(),
  /** Of Coinfall: another version may spell the same rows in other bytes. */
  version: z.string(),
  format: z.string(),
  view: z.enum([...EXPORT_VIEWS, 'all']),
  from: instant.nullable(),
  to: instant.nullable(),
  zone: z.string(),
  currency: z.string(),
  people: z.enum(PEOPLE_CHOICES),
  seq: z.int().min(0),
  observed: z.int().min(0),
  at: instant,
  csv: z.object({
    separator: z.enum(CSV_SEPARATORS),
    decimal: z.enum(CSV_DECIMALS),
    bom: z.boolean(),
  }),
  /** Of a statement only. */
  statement: z
    .object({ name: z.string().max(MAX_STATEMENT_NAME), paper: z.enum(PAPERS) })
    .optional(),
  rows: z.int().min(0),
  units: z.array(z.object({ platform: z.string(), unit: z.string(), units: z.string() })),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Sidecar = z.infer<typeof sidecarSchema>;

/** Name of the control file of an export. */
export function sidecarOf(file: string): string {
  return `${file}.sha256.json`;
}

/** What an export that was written in full is to be checked against. */
export function makeSidecar(
  file: string,
  asked: AskedExport,
  written: {
    readonly head: OpenedExport['head'];
    readonly totals: ControlTotals;
    readonly sha256: string;
  },
): Sidecar {
  const { format, view, csv, statement } = asked;
  return {
    file: file.split(/[\\/]/).at(-1) ?? file,
    version: __COINFALL_VERSION__,
    ...{ format, view },
    ...factsOf({ ...asked, head: written.head }),
    people: asked.people,
    csv,
    ...(statement === undefined ? {} : { statement }),
    ...totalsOf(written.totals),
    sha256: written.sha256,
  };
}

/** What has to be asked to get the same file again. */
export function askedAgain(sidecar: Sidecar): Omit<AskedExport, 'dataDir' | 'mode'> {
  const { format, view, zone, currency, people, csv, from, to, seq, observed, at } = sidecar;
  const { statement } = sidecar;
  const ms = (text: string | null) => (text === null ? null : Date.parse(text));
  return {
    ...{ format, view, zone, currency, people, csv, statement },
    period: { fromMs: ms(from), toMs: ms(to) },
    head: { seq, observedNo: observed, atMs: Date.parse(at) },
  };
}

/** SHA-256 of a file of any size, hex. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
