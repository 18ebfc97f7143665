/**
 * The pages and their files. A page is public and empty: it takes its token from the URL's fragment and shows
 * it on `/rpc`. What a page may load is said here, as tightly as its libraries allow.
 */
import type { IncomingMessage } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyHelmet from '@fastify/helmet';
import type { FastifyHelmetOptions } from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

type PolicyOptions = Exclude<FastifyHelmetOptions['contentSecurityPolicy'], boolean | undefined>;
type Directives = NonNullable<PolicyOptions['directives']>;

const OVERLAY_ID = /^[a-z0-9-]{1,64}$/;
const ONE_YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** What is no page loads nothing and is framed nowhere. */
const NOTHING: Directives = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

const PAGE: Directives = {
  ...NOTHING,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  mediaSrc: ["'self'"],
  // Older Chromiums (OBS carries one) do not take 'self' for ws:. The guard has checked this Host.
  connectSrc: ["'self'", (request: IncomingMessage) => `ws://${request.headers.host ?? ''}`],
};

/** An overlay shows viewers' names: no markup can ever be made from a string there. */
const OVERLAY: Directives = {
  ...PAGE,
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ["'none'"],
};

/** The editor shows it in a frame; nobody else may. */
const PREVIEW: Directives = { ...OVERLAY, connectSrc: ["'none'"], frameAncestors: ["'self'"] };

/** Mantine puts its style sheets into the page as <style> elements. */
const DASHBOARD: Directives = {
  ...PAGE,
  styleSrc: ["'self'", "'unsafe-inline'"],
  frameSrc: ["'self'"],
};

/** Security headers of every answer. To be registered before any route. */
export async function registerHeaders(app: FastifyInstance): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: policy(NOTHING),
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // There is no HTTPS on this address to insist on.
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply
      .header('cache-control', 'no-store')
      .header('permissions-policy', 'camera=(), microphone=(), geolocation=(), display-capture=()');
    done();
  });
}

/** `rendererDir` is the built renderer: `overlay/index.html`, `dashboard/index.html`, `assets/`. */
export async function registerPages(app: FastifyInstance, rendererDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(rendererDir, 'assets'),
    prefix: '/assets/',
    // The build writes a hash of the content into every name.
    maxAge: ONE_YEAR_MS,
    immutable: true,
    index: false,
    dotfiles: 'deny',
    decorateReply: false,
    // Before a first build there is no such folder; the pages say so.
    suppressWarning: true,
  });

  const page = async (
    reply: FastifyReply,
    file: 'overlay/index.html' | 'overlay/preview.html' | 'dashboard/index.html',
  ): Promise<FastifyReply> => {
    try {
      const html = await readFile(join(rendererDir, file));
      return await reply.type('text/html; charset=utf-8').send(html);
    } catch {
      return reply.code(404).send({
        code: 'page_not_built',
        message: 'This page is missing from the installation. Install Coinfall again, or build it.',
      });
    }
  };

  app.get<{ Params: { id: string } }>(
    '/overlay/:id',
    { helmet: { contentSecurityPolicy: policy(OVERLAY) } },
    async (request, reply) => {
      if (OVERLAY_ID.test(request.params.id)) return page(reply, 'overlay/index.html');
      reply.callNotFound();
      return reply;
    },
  );
  app.get(
    '/overlay/preview.html',
    {
      helmet: {
        contentSecurityPolicy: policy(PREVIEW),
        xFrameOptions: { action: 'sameorigin' },
      },
    },
    (_request, reply) => page(reply, 'overlay/preview.html'),
  );
  app.get(
    '/dashboard',
    { helmet: { contentSecurityPolicy: policy(DASHBOARD) } },
    (_request, reply) => page(reply, 'dashboard/index.html'),
  );
  // Browsers ask for one unasked; a 404 would stand in every console.
  app.get('/favicon.ico', (_request, reply) => reply.code(204).send());
}

function policy(directives: Directives): PolicyOptions {
  return { useDefaults: false, directives };
}
