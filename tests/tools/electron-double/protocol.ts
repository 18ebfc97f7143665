/** Stand-in for `protocol`: privileged schemes, declared in time, and their handlers on the default session. */
import { isReady } from './readiness.ts';
import type { DoubleSession, ProtocolHandler } from './session.ts';
import { defaultSession } from './sessions.ts';
import { strict } from './strict.ts';

const declared = new Set<string>();
const handlers = new Map<string, ProtocolHandler>();

function registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
  if (isReady()) throw new Error('registerSchemesAsPrivileged comes before the app is ready.');
  for (const { scheme, privileges } of schemes) {
    if (privileges?.standard !== true || privileges.secure !== true) {
      throw new Error(`Insecure: the scheme ${scheme} must be standard and secure.`);
    }
    if (privileges.bypassCSP === true || privileges.corsEnabled === true) {
      throw new Error(`Insecure: the scheme ${scheme} may not go round CSP or CORS.`);
    }
    declared.add(scheme);
  }
}

function handle(scheme: string, handler: ProtocolHandler): void {
  if (!isReady()) throw new Error('protocol.handle comes after the app is ready.');
  if (!declared.has(scheme)) throw new Error(`The scheme ${scheme} was never declared.`);
  handlers.set(scheme, handler);
}

export const protocol = strict('protocol', { registerSchemesAsPrivileged, handle });
protocol satisfies Pick<Electron.Protocol, keyof typeof protocol>;

/** The app's handler for a URL's protocol, such as `coinfall:`; only the default session has them. */
export function protocolHandler(
  session: DoubleSession,
  urlProtocol: string,
): ProtocolHandler | undefined {
  return session === defaultSession ? handlers.get(urlProtocol.slice(0, -1)) : undefined;
}
