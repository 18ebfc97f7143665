/** What a page reads from its own address. The token stays in the fragment: it reaches no server and no log. */

/** What stands behind `#`: `token`, and settings of the page. */
export function fragmentParams(hash: string): URLSearchParams {
  return new URLSearchParams(hash.startsWith('#') ? hash.slice(1) : hash);
}

/** The token of a page's fragment, or null when there is none. */
export function tokenOf(hash: string): string | null {
  const token = fragmentParams(hash).get('token');
  return token === '' ? null : token;
}

/** Where the companion that served a page takes its calls. */
export function rpcUrl(host: string): string {
  return `ws://${host}/rpc`;
}
