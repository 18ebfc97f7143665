/** Finds every source of this folder, and the one that a URL means. */
import type { SourceDefinition } from './source.ts';

const definitions: readonly SourceDefinition[] = Object.values(
  import.meta.glob<SourceDefinition>('./*.source.ts', { eager: true, import: 'default' }),
);

/** Query parameters that never appear in a label, log or ledger row. */
const SECRET = /token|key|secret|pass|auth|session/i;

export interface FoundSource {
  readonly ok: true;
  readonly definition: SourceDefinition;
  readonly url: URL;
  /** The URL without secrets: the source's identity, and how it is shown. */
  readonly label: string;
}

export interface NoSource {
  readonly ok: false;
  readonly code: 'url_malformed' | 'scheme_unknown' | 'url_refused';
  readonly message: string;
}

/** Every known source, by file name. */
export function allSources(): readonly SourceDefinition[] {
  return definitions;
}

/** The source that a URL such as `twitch://channel` means, or why there is none. */
export function findSource(text: string): FoundSource | NoSource {
  const url = URL.parse(text.trim());
  if (url === null) {
    return {
      ok: false,
      code: 'url_malformed',
      message: `“${text.slice(0, 200)}” is not an address. Sources look like ${examples()}.`,
    };
  }
  const scheme = url.protocol.slice(0, -1);
  const definition = definitions.find((candidate) => candidate.scheme === scheme);
  if (definition === undefined) {
    return {
      ok: false,
      code: 'scheme_unknown',
      message: `There is no source “${scheme}://”. There are ${examples()}.`,
    };
  }
  const complete = withDefaultHost(url, definition);
  const refusal = definition.check(complete);
  return refusal === null
    ? { ok: true, definition, url: complete, label: labelOf(complete, definition) }
    : { ok: false, code: 'url_refused', message: refusal };
}

function withDefaultHost(url: URL, definition: SourceDefinition): URL {
  if (definition.defaultHost === undefined) return url;
  if (url.host === '') return new URL(`${url.protocol}//${definition.defaultHost}${url.search}`);
  if (url.port === '') url.port = definition.defaultHost.split(':')[1] ?? '';
  return url;
}

/** The URL as it may be kept: secrets have a place of their own. */
export function withoutSecrets(url: URL): URL {
  const kept = new URL(url);
  kept.username = '';
  kept.password = '';
  for (const name of new Set(url.searchParams.keys())) {
    if (SECRET.test(name)) kept.searchParams.delete(name);
  }
  return kept;
}

function labelOf(full: URL, definition: SourceDefinition): string {
  const url = withoutSecrets(full);
  const query = url.searchParams.toString();
  const path = url.pathname === '/' ? '' : url.pathname;
  // Platform names do not depend on case, and the same source must not be added twice.
  const host = `${definition.hostPrefix ?? ''}${url.host.toLowerCase()}`;
  const place = `${url.protocol}//${host}${path}`;
  return query === '' ? place : `${place}?${decodeURIComponent(query)}`;
}

function examples(): string {
  return definitions.map((definition) => `${definition.scheme}://`).join(', ');
}
