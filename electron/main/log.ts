/**
 * What the desktop shell notes for later: one JSON line on stderr per event. Never a token or a URL with a
 * fragment: whoever logs passes the parts that are safe.
 */

type Detail = string | number | boolean | null;

/** Writes one line; `event` is a stable kebab-case name. */
export function logShell(
  level: 'info' | 'warn' | 'error',
  event: string,
  details: Readonly<Record<string, Detail>> = {},
): void {
  const line = { level, at: new Date().toISOString(), from: 'shell', event, ...details };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** A URL without its fragment, query and credentials, fit for a log. */
export function loggableUrl(url: string): string {
  if (!URL.canParse(url)) return 'unreadable';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`.slice(0, 200);
}
