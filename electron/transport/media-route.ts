/**
 * The creator's own files: `POST /api/v1/media` takes one in, `GET /media/<id>` gives it to pages. A file is public
 * on this computer to whoever knows its id, which is 128 random bits; a foreign website can neither read it nor embed
 * it (Cross-Origin-Resource-Policy), and opened by itself it may run nothing (its policy is a sandbox).
 */
import { dirname, basename } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MAX_MEDIA_BYTES } from '../../shared/media-limits.ts';
import type { MediaAdded } from '../../shared/contract/media.ts';
import type { RequireToken } from './bearer.ts';

/** What the routes need of the media store. */
export interface MediaFiles {
  readonly folder: string;
  add(name: string, bytes: Buffer): Promise<MediaAdded>;
  served(mediaId: string): { readonly path: string; readonly mime: string } | null;
}

export interface MediaRouteOptions {
  readonly requireToken: RequireToken;
  readonly media: MediaFiles;
}

/** The file's name, percent-encoded; only ever shown. */
export const NAME_HEADER = 'x-file-name';
const POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
/** A file of an id never changes; one that was removed may stay for as long. */
const CACHE = 'private, max-age=3600, immutable';
const STATUS: Readonly<Record<string, number>> = {
  too_large: 413,
  not_media: 415,
  too_many_pixels: 415,
  no_room: 507,
  disk_full: 507,
  not_stored: 503,
};

/** Needs the rate-limit plugin, for wrong tokens. */
export function registerMediaRoutes(app: FastifyInstance, options: MediaRouteOptions): void {
  // In a room of its own: no other route takes bytes.
  void app.register(async (room) => {
    await room.register(fastifyStatic, {
      root: options.media.folder,
      serve: false,
      // It is made with the first file.
      suppressWarning: true,
    });
    room.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: MAX_MEDIA_BYTES },
      (_request, body, parsed) => parsed(null, body),
    );
    registerUpload(room, options);
    registerServing(room, options.media);
  });
}

function registerUpload(app: FastifyInstance, { requireToken, media }: MediaRouteOptions): void {
  app.route({
    method: 'POST',
    url: '/api/v1/media',
    bodyLimit: MAX_MEDIA_BYTES,
    // Before the body: nobody else makes this program read twenty megabytes.
    onRequest: requireToken('control'),
    handler: async (request, reply) => {
      const body = request.body;
      if (!Buffer.isBuffer(body)) return reply.code(415).send(NOT_BYTES);
      const added = await media.add(nameIn(request.headers[NAME_HEADER]), body);
      return reply.code(added.ok ? 200 : (STATUS[added.code] ?? 400)).send(added);
    },
  });
}

function registerServing(app: FastifyInstance, media: MediaFiles): void {
  app.get<{ Params: { id: string } }>('/media/:id', (request, reply): FastifyReply => {
    const found = media.served(request.params.id);
    if (found === null) {
      reply.callNotFound();
      return reply;
    }
    return reply
      .type(found.mime)
      .header('content-security-policy', POLICY)
      .sendFile(basename(found.path), dirname(found.path), {
        contentType: false,
        cacheControl: false,
        dotfiles: 'allow',
      })
      .header('cache-control', CACHE);
  });
}

const NOT_BYTES = {
  ok: false,
  code: 'unsupported_media_type',
  message: 'Send the file itself, with "Content-Type: application/octet-stream".',
};

function nameIn(header: string | string[] | undefined): string {
  if (typeof header !== 'string') return '';
  try {
    return decodeURIComponent(header);
  } catch {
    return '';
  }
}
