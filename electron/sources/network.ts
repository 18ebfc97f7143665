/** What the network's own errors and addresses say about a server. Pure. */

/** Errors that come from this computer, its router or an absent listener: no server has seen the attempt. */
const UNREACHED: ReadonlySet<unknown> = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
]);

/** Whether an attempt ended before any server took it. */
export function isUnreached(error: Error): boolean {
  return UNREACHED.has('code' in error ? error.code : undefined) || isHandshakeTimeout(error);
}

/** Whether `ws` gave up: a dead network swallows the first packet, and nothing else comes back. */
export function isHandshakeTimeout(error: Error): boolean {
  return /handshake has timed out/i.test(error.message);
}

/** Whether a host is this computer, by its address alone. */
export function isLoopback(hostname: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(hostname) || hostname === 'localhost' || hostname === '[::1]';
}
