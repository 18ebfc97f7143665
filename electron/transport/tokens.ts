/**
 * The access tokens, kept in `<dataDir>/secrets.json` (readable by its owner alone). Whoever holds a
 * connection that a token opened listens for its rotation and hangs up.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FEEDS, WIDGET_FEEDS } from '../../shared/contract/feeds.ts';
import type { Feed } from '../../shared/contract/feeds.ts';
import { closeToOthers, writePrivateFile } from './private-file.ts';

/**
 * `control` opens all of `/rpc`, `overlay` the alerts, `overlay-<feed>` that feed and nothing else; `webhook` takes
 * gifts in; `events` reads what was booked. `canvas-key` opens nothing: tokens of canvases are derived from it.
 */
export const TOKEN_NAMES = [
  'control',
  'overlay',
  'webhook',
  'events',
  'canvas-key',
  ...WIDGET_FEEDS.map((feed) => `overlay-${feed}` as const),
] as const;
export type TokenName = (typeof TOKEN_NAMES)[number];

/** The token of a feed's widgets; the alerts' was there first. */
export function overlayTokenName(feed: Feed): TokenName {
  return feed === 'alerts' ? 'overlay' : `overlay-${feed}`;
}

/** The tokens of all feeds, as they are now. */
export function overlayTokens(tokens: Pick<TokenStore, 'current'>): Record<Feed, string> {
  return Object.fromEntries(
    FEEDS.map((feed) => [feed, tokens.current(overlayTokenName(feed))]),
  ) as Record<Feed, string>;
}

export interface TokenStore {
  /** The token in force: 256 random bits as base64url. */
  current(name: TokenName): string;
  /** Which token was presented; takes the same time whichever it is, or if none is. */
  nameOf(presented: string): TokenName | undefined;
  /** Replaces a token, on disk first; the old one ends at once, and so do its connections. */
  rotate(name: TokenName): RotateResult;
  /** Called after every rotation. Returns the function that unsubscribes. */
  onRotated(listener: (name: TokenName) => void): () => void;
}

export type RotateResult =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly code: 'secrets_not_written'; readonly message: string };

export type OpenTokensResult =
  | { readonly ok: true; readonly tokens: TokenStore; readonly notices: readonly string[] }
  | {
      readonly ok: false;
      readonly code: 'secrets_not_read' | 'secrets_not_written';
      readonly message: string;
    };

type Tokens = Readonly<Record<TokenName, string>>;

const FILE_NAME = 'secrets.json';
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const fileSchema = z.object({
  v: z.literal(1),
  // A name that is absent is one that an older version did not have: it is made, the others stay.
  tokens: z.partialRecord(z.enum(TOKEN_NAMES), token),
});

/**
 * Opens the store, making what is missing. A damaged file is moved aside, never deleted, and `notices` says
 * so for a person. The data folder must exist and belong to this process alone.
 */
export function openTokenStore(dataDir: string): OpenTokensResult {
  const path = join(dataDir, FILE_NAME);
  const notices: string[] = [];
  const found = readTokens(path);
  if (found.type === 'refused') {
    return {
      ok: false,
      code: 'secrets_not_read',
      message: `The access tokens in ${path} cannot be read (${found.why}). Make the file readable for you, then start again.`,
    };
  }
  if (found.type === 'damaged') {
    const keptAs = freeNameBeside(path);
    try {
      renameSync(path, join(dataDir, keptAs));
    } catch (error) {
      return notWritten(path, error);
    }
    notices.push(
      `The file with the access tokens was damaged. It was kept as ${keptAs} and new tokens were made: copy the overlay's URL into OBS again, and the webhook token into whatever sends gifts.`,
    );
  }
  const known = found.type === 'found' ? found.tokens : {};
  const tokens = Object.fromEntries(
    TOKEN_NAMES.map((name) => [name, known[name] ?? newToken()]),
  ) as Tokens;
  try {
    if (TOKEN_NAMES.some((name) => known[name] === undefined)) {
      writeTokens(dataDir, tokens);
    } else if (closeToOthers(path)) {
      notices.push(
        'The file with the access tokens could be read by other users of this computer. It is yours alone again; change the tokens if somebody else uses this computer.',
      );
    }
  } catch (error) {
    return notWritten(path, error);
  }
  return { ok: true, tokens: tokenStore(dataDir, tokens), notices };
}

function tokenStore(dataDir: string, initial: Tokens): TokenStore {
  let tokens = initial;
  let digests = digestsOf(tokens);
  const listeners = new Set<(name: TokenName) => void>();
  return {
    current: (name) => tokens[name],
    nameOf(presented) {
      const digest = sha256(presented);
      let match: TokenName | undefined;
      for (const [name, known] of digests) {
        if (timingSafeEqual(known, digest)) match = name;
      }
      return match;
    },
    rotate(name) {
      const next = { ...tokens, [name]: newToken() };
      try {
        writeTokens(dataDir, next);
      } catch (error) {
        return notWritten(join(dataDir, FILE_NAME), error);
      }
      tokens = next;
      digests = digestsOf(next);
      for (const listener of listeners) listener(name);
      return { ok: true, token: next[name] };
    },
    onRotated(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Found =
  | { readonly type: 'found'; readonly tokens: Partial<Tokens> }
  | { readonly type: 'absent' }
  | { readonly type: 'damaged' }
  | { readonly type: 'refused'; readonly why: string };

function readTokens(path: string): Found {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { type: 'absent' };
    return code === 'EISDIR' ? { type: 'damaged' } : { type: 'refused', why: code };
  }
  const parsed = fileSchema.safeParse(parseJson(text));
  if (!parsed.success) return { type: 'damaged' };
  const values = Object.values(parsed.data.tokens);
  // One token under two names would let an overlay's URL pass for the dashboard's.
  if (new Set(values).size !== values.length) return { type: 'damaged' };
  return { type: 'found', tokens: parsed.data.tokens };
}

function writeTokens(dataDir: string, tokens: Tokens): void {
  writePrivateFile(join(dataDir, FILE_NAME), `${JSON.stringify({ v: 1, tokens }, null, 2)}\n`);
}

function freeNameBeside(path: string): string {
  let n = 1;
  while (existsSync(`${path}.damaged-${n}`)) n += 1;
  return `${FILE_NAME}.damaged-${n}`;
}

function notWritten(path: string, error: unknown) {
  return {
    ok: false,
    code: 'secrets_not_written',
    message: `The access tokens could not be written to ${path} (${errorCode(error)}). Nothing was changed; make room or give write access, then try again.`,
  } as const;
}

function digestsOf(tokens: Tokens): readonly (readonly [TokenName, Buffer])[] {
  return TOKEN_NAMES.map((name) => [name, sha256(tokens[name])] as const);
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Digests have one length, so the comparison tells nothing about a token's. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : String(error);
}
