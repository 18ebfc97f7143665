/** Hands a file over to the companion, piece after piece: the same way in the desktop window and in a browser. */
import { UPLOAD } from '../../../shared/import-limits.ts';
import type { Uploaded } from '../../../shared/contract/imports.ts';
import type { Connection } from '../../client/connection.ts';

/** A socket may send 20 messages a second, and more for a moment; other calls of the page need some of them. */
const AT_ONCE = 30;
const PAUSE_MS = 70;

/** Throws when `signal` ends it, or when the connection is lost. */
export async function sendFile(
  client: Connection['client'],
  file: Blob,
  watch: { readonly signal: AbortSignal; readonly onSent: (bytes: number) => void },
): Promise<Uploaded> {
  let upload: string | null = null;
  let sent: Uploaded = { ok: false, code: 'file_empty', message: '' };
  for (let at = 0, pieces = 0; at === 0 || at < file.size; at += UPLOAD.piece, pieces += 1) {
    watch.signal.throwIfAborted();
    if (pieces > AT_ONCE) await pause();
    const base64 = await base64Of(file.slice(at, at + UPLOAD.piece));
    sent = await client.imports.upload({ upload, at, base64 });
    if (!sent.ok) return sent;
    upload = sent.upload;
    watch.onSent(Math.min(file.size, at + UPLOAD.piece));
  }
  return sent;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS);
  });
}

async function base64Of(piece: Blob): Promise<string> {
  const bytes = new Uint8Array(await piece.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
