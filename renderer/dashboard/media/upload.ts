/** Sends a file of the creator's to the companion. In a browser the page's token goes with it, in a header. */
import type { MediaAdded } from '../../../shared/contract/media.ts';
import { tokenOf } from '../../client/page-address.ts';

/** Rejects when the companion cannot be reached; a refusal is an answer. */
export async function uploadMedia(file: File): Promise<MediaAdded> {
  const token = tokenOf(location.hash);
  const response = await fetch('/api/v1/media', {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent(file.name),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: file,
  });
  const answer = (await response.json()) as Partial<MediaAdded> & { readonly message?: string };
  if (answer.ok !== undefined) return answer as MediaAdded;
  // The server's own words, from before the file reached whoever keeps them.
  return { ok: false, code: 'refused', message: answer.message ?? String(response.status) };
}
