/** What the addresses of services that want a token have in common. */
import { isLoopback } from './network.ts';

/**
 * Why the address of a service that wants a token cannot be (`scheme://name`, for tests with `server`); null when
 * it can. A server of one's own must be on this computer, since it would be shown the token.
 */
export function tokenServiceRefusal(url: URL, example: string): string | null {
  if (!/^[\w-]{1,64}$/.test(url.hostname) || url.port !== '' || !/^\/?$/.test(url.pathname)) {
    return `Write the name of your channel, for example ${example}`;
  }
  const strange = [...url.searchParams.keys()].some((name) => name !== 'server');
  if (strange || url.username !== '' || url.password !== '' || url.hash !== '') {
    return `An address such as ${example} holds no token. Add the token in the settings of this source.`;
  }
  const server = url.searchParams.get('server');
  if (server === null) return null;
  const parsed = URL.parse(server);
  return parsed?.protocol === 'ws:' && isLoopback(parsed.hostname) && parsed.search === ''
    ? null
    : 'A server of your own must be on this computer: server=ws://127.0.0.1:8080';
}
