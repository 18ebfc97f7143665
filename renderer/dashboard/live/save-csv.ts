/** Receives a CSV piece by piece and hands it to the browser as a download. */
import type { Client } from '../../../shared/contract/index.ts';

export type CsvView = 'gifts' | 'journal';

/** Time for the browser to take the file over before its address is given back. */
const RELEASE_MS = 60_000;

/**
 * Resolves with the number of rows once the file is complete, or with null when it was cancelled: half a
 * ledger is never saved.
 */
export async function saveCsv(
  client: Client,
  view: CsvView,
  signal: AbortSignal,
  onProgress: (rows: number) => void,
): Promise<number | null> {
  const pieces: string[] = [];
  let rows = 0;
  try {
    for await (const piece of await client.exports.csv({ view }, { signal })) {
      pieces.push(piece.text);
      rows = piece.rows;
      onProgress(rows);
    }
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
  if (signal.aborted) return null;
  download(new Blob(pieces, { type: 'text/csv;charset=utf-8' }), `coinfall-${view}.csv`);
  return rows;
}

function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MS);
}
