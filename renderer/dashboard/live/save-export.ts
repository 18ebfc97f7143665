/** Receives an export piece by piece and hands it to the browser as a download. */
import type { ExportAsked, ExportPiece } from '../../../shared/contract/exports.ts';
import type { Client } from '../../../shared/contract/index.ts';
import { download } from '../download.ts';

/** A file that was saved whole, and what proves it. */
export interface SavedExport {
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
  readonly control: Readonly<Record<string, unknown>>;
}

/** Resolves once the file is complete, or with null when it was cancelled: half a ledger is never saved. */
export async function saveExport(
  client: Client,
  asked: ExportAsked,
  mime: string,
  options: { readonly signal: AbortSignal; readonly onProgress: (rows: number) => void },
): Promise<SavedExport | null> {
  const { signal, onProgress } = options;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  try {
    for await (const piece of await client.exports.file(asked, { signal })) {
      if (signal.aborted) return null;
      if (piece.type === 'done') return save(pieces, mime, piece);
      pieces.push(Uint8Array.from(atob(piece.base64), (byte) => byte.charCodeAt(0)));
      onProgress(piece.rows);
    }
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
  if (signal.aborted) return null;
  throw new Error('The export ended before its file was whole.');
}

/** Saves the control file of an export that was saved before. */
export function saveControl({ file, control }: SavedExport): void {
  const text = `${JSON.stringify(control, null, 2)}\n`;
  download(new Blob([text], { type: 'application/json' }), `${file}.sha256.json`);
}

function save(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  mime: string,
  { rows, sha256, control }: Extract<ExportPiece, { type: 'done' }>,
): SavedExport {
  const { file: name } = control;
  const file = typeof name === 'string' ? name : 'coinfall-export';
  download(new Blob([...pieces], { type: mime }), file);
  return { file, rows, sha256, control };
}
