/**
 * `verify --export FILE`: makes the export again as it was asked for, up to where it went, and compares. Names, last
 * sights and rates are those of today, so a file can be true in every figure and still not be the same.
 */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { folderOf } from '../data-folder.ts';
import { exportPieces } from '../export-job.ts';
import { askedAgain, sidecarOf, sidecarSchema } from '../export-sidecar.ts';
import type { Sidecar } from '../export-sidecar.ts';
import { exportFormats } from '../exports/registry.ts';
import { OpenError } from '../ledger/open.ts';
import { queries } from '../ledger/queries.ts';
import { pc } from './colours.ts';
import { modeOf } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import type { Output } from './output.ts';
import { readLedger } from './read-ledger.ts';

export type ExportFindingCode =
  'file_changed' | 'ledger_shorter' | 'rows_differ' | 'totals_differ' | 'content_differs';

interface Finding {
  readonly code: ExportFindingCode;
  readonly message: string;
}

/** The file as it lies there, and as the ledger would write it. */
interface Compared {
  readonly fileSha256: string;
  readonly ledger: Sidecar;
  /** Byte at which they part; null when they are the same. */
  readonly partsAt: number | null;
}

/** Exit code 0 when the file is, byte for byte, what the ledger says; 1 with what differs. */
export async function verifyExport(file: string, options: CommonOptions): Promise<void> {
  const output = createOutput(options.json);
  const sidecar = await readSidecar(file);
  const headSeq = readLedger(options, (db) => queries.head(db)).seq;
  const findings =
    headSeq < sidecar.seq
      ? [ledgerShorter(sidecar, headSeq)]
      : findingsOf(sidecar, await compare(file, sidecar, options, output), file);
  const ok = findings.length === 0;
  output.clearProgress();
  const { rows, units, sha256 } = sidecar;
  output.line({ event: 'export_verified', ok, file, rows, units, sha256, findings });
  output.say(ok ? goodNews(file, sidecar) : badNews(file, findings));
  if (!ok) process.exitCode = EXIT.notSo;
}

async function readSidecar(file: string): Promise<Sidecar> {
  const name = sidecarOf(file);
  try {
    const sidecar = sidecarSchema.parse(JSON.parse(await readFile(name, 'utf8')));
    if (exportFormats.get(sidecar.format)?.views.includes(sidecar.view) === true) return sidecar;
  } catch {
    // Said below.
  }
  throw new CommandFailure(
    'no_control_file',
    `${name} is missing or is not the control file of an export. Without it nobody knows what was asked for.`,
    EXIT.couldNot,
  );
}

async function compare(
  file: string,
  sidecar: Sidecar,
  options: CommonOptions,
  output: Output,
): Promise<Compared> {
  const mode = modeOf(options);
  const dataDir = folderOf(options.dataDir, mode);
  const handle = await openFile(file);
  try {
    const pieces = exportPieces({ ...askedAgain(sidecar), dataDir, mode }, undefined);
    return await compareBytes(pieces, handle, (rows) => output.progress(`${rows} rows`));
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    throw new CommandFailure(error.code, error.message, EXIT.couldNot);
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandFailure('unreadable', `${file} cannot be read (${words}).`, EXIT.couldNot);
  }
}

async function compareBytes(
  pieces: ReturnType<typeof exportPieces>,
  file: FileHandle,
  onProgress: (rows: number) => void,
): Promise<Compared> {
  const theirs = createHash('sha256');
  let offset = 0;
  let partsAt: number | null = null;
  for await (const piece of pieces) {
    if (piece.type === 'done') {
      const rest = await hashRest(file, theirs);
      if (rest > 0) partsAt ??= offset;
      return { ledger: piece.control, partsAt, fileSha256: theirs.digest('hex') };
    }
    const { bytes, rows } = piece.chunk;
    onProgress(rows);
    const there = await readNext(file, bytes.length);
    theirs.update(there);
    if (Buffer.compare(there, bytes) !== 0) partsAt ??= offset + firstDifference(there, bytes);
    offset += bytes.length;
  }
  throw new Error('The export ended before it was whole.');
}

async function readNext(file: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Bytes that the file goes on after the ledger's own end. */
async function hashRest(file: FileHandle, hash: ReturnType<typeof createHash>): Promise<number> {
  let count = 0;
  for (;;) {
    const more = await readNext(file, 1 << 16);
    if (more.length === 0) return count;
    hash.update(more);
    count += more.length;
  }
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function ledgerShorter(sidecar: Sidecar, headSeq: number): Finding {
  return {
    code: 'ledger_shorter',
    message: `The file goes up to row ${sidecar.seq}, but this ledger ends at row ${headSeq}. It is not the ledger that the file came from, or an older state of it.`,
  };
}

function findingsOf(sidecar: Sidecar, compared: Compared, file: string): readonly Finding[] {
  const findings: Finding[] = [];
  if (compared.fileSha256 !== sidecar.sha256) {
    findings.push({
      code: 'file_changed',
      message: `${file} was changed after it was written: its SHA-256 is ${compared.fileSha256}, not ${sidecar.sha256}.`,
    });
  }
  const { ledger } = compared;
  if (ledger.rows !== sidecar.rows) {
    findings.push({
      code: 'rows_differ',
      message: `The file has ${sidecar.rows} rows, the ledger ${ledger.rows}.`,
    });
  }
  findings.push(...totalFindings(sidecar.units, ledger.units));
  if (findings.length === 0 && ledger.sha256 !== sidecar.sha256) {
    findings.push({
      code: 'content_differs',
      message: `Rows and totals are the ledger’s, but from byte ${compared.partsAt ?? 0} on the text is not what Coinfall ${__COINFALL_VERSION__} writes today. Names, last sights, rate cards or a forgotten supporter may have changed since; the file was written by ${sidecar.version}.`,
    });
  }
  return findings;
}

type Totals = Sidecar['units'];

function totalFindings(file: Totals, ledger: Totals): readonly Finding[] {
  const keyed = (totals: Totals) =>
    new Map(totals.map(({ platform, unit, units }) => [`${platform} ${unit}`, units]));
  const [inFile, inLedger] = [keyed(file), keyed(ledger)];
  return [...new Set([...inFile.keys(), ...inLedger.keys()])].sort().flatMap((key) => {
    const [said, held] = [inFile.get(key) ?? '0', inLedger.get(key) ?? '0'];
    return said === held
      ? []
      : [
          {
            code: 'totals_differ' as const,
            message: `${key}: the file says ${said}, the ledger ${held}.`,
          },
        ];
  });
}

function goodNews(file: string, { rows, units, sha256, seq }: Sidecar): string {
  return [
    `${pc.green('The export is what the ledger says.')} ${rows} rows, up to row ${seq} of the journal: ${file}`,
    ...units.map((total) => `  ${total.platform} ${total.unit}: ${total.units}`),
    pc.dim(`  SHA-256 ${sha256}`),
  ].join('\n');
}

function badNews(file: string, findings: readonly Finding[]): string {
  return [
    pc.red(`${file} is not what the ledger says: ${findings.length} finding(s).`),
    ...findings.map((finding) => `  ${pc.bold(finding.code)}  ${finding.message}`),
  ].join('\n');
}
