/**
 * Answers `coinfall://app/…` from the built pages and from nothing else. Pure but for reading files; who
 * registers it with Electron is `app-protocol.ts`.
 */
import { readFile, realpath } from 'node:fs';
import { extname, join, sep } from 'node:path';

export const APP_SCHEME = 'coinfall';
export const APP_HOST = 'app';
export const DASHBOARD_URL = `${APP_SCHEME}://${APP_HOST}/dashboard/index.html`;
/** The only page that may stand in a frame, and the dashboard the only one that has frames. */
const PREVIEW_PATH = 'overlay/preview.html';

type Bytes = Uint8Array<ArrayBuffer>;

/** Only what the build emits; any other kind of file is not served. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
};

/** Inline style is allowed because the component library writes style elements; inline script never is. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'self'",
];

function securityHeaders(relative?: string): Readonly<Record<string, string>> {
  const framedBy = relative === PREVIEW_PATH ? "'self'" : "'none'";
  return {
    'Content-Security-Policy': [...POLICY, `frame-ancestors ${framedBy}`].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
  };
}

/** True for a URL of the app's own pages; every other origin is foreign to the shell. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === '';
}

/** True for the editor's preview, which the dashboard shows in a frame. */
export function isPreviewUrl(url: string): boolean {
  return isAppUrl(url) && new URL(url).pathname === `/${PREVIEW_PATH}`;
}

/**
 * The answer to one request: a file inside `root`, or 404/405 with no hint why.
 *
 * @param root - the folder of the built pages; links that lead out of it are not followed
 */
export async function answerAppRequest(
  root: string,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const relative = isAppUrl(request.url) ? relativePath(request.url) : undefined;
  const mime = relative === undefined ? undefined : MIME_TYPES[extname(relative).toLowerCase()];
  if (relative === undefined || mime === undefined) return refusal(404);
  const content = await containedFile(root, relative);
  if (content === undefined) return refusal(404);
  const headers = {
    ...securityHeaders(relative),
    'Content-Type': mime,
    'Content-Length': String(content.byteLength),
  };
  return new Response(request.method === 'HEAD' ? null : content, { headers });
}

function refusal(status: 404 | 405): Response {
  return new Response(null, { status, headers: securityHeaders() });
}

/** The decoded path below the root, or undefined for one that no build would emit. */
function relativePath(url: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
  // Backslash, colon and NUL mean something to Windows or C; after decoding, dots may have come back.
  if (/[\\:\0]/.test(decoded)) return undefined;
  const segments = decoded.split('/').slice(1);
  return segments.some((segment) => segment === '' || segment.startsWith('.'))
    ? undefined
    : segments.join('/');
}

/** The file's bytes, all at once: the largest is a chunk of the dashboard. */
async function containedFile(root: string, relative: string): Promise<Bytes | undefined> {
  try {
    const realRoot = await realpathOf(root);
    const path = await realpathOf(join(realRoot, relative));
    return path.startsWith(realRoot + sep) ? await bytesOf(path) : undefined;
  } catch {
    // Missing, a folder, unreadable or not a path at all: all the same to the page.
    return undefined;
  }
}

// The callback forms are the ones Electron teaches to look inside the app's archive.
function realpathOf(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    realpath(path, (error, resolved) => {
      if (error === null) resolve(resolved);
      else reject(error);
    });
  });
}

function bytesOf(path: string): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    readFile(path, (error, content) => {
      if (error === null) resolve(new Uint8Array(content));
      else reject(error);
    });
  });
}
