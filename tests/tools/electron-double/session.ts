/** Stand-in for Session: one Chromium context each, with the app's own permission handlers in force. */
import type { BrowserContext, Route } from '@playwright/test';
import { browserSession } from './chromium.ts';
import { strict } from './strict.ts';
import { toAppUrl, toPageText, toPageUrl } from './origin.ts';

/** What the handlers are asked about, and the Chromium permission that follows their answer. */
const PERMISSIONS = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  media: 'camera',
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
  midi: 'midi',
  'idle-detection': 'idle-detection',
} as const;

type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type DeviceHandler = Parameters<Electron.Session['setDevicePermissionHandler']>[0];
export type ProtocolHandler = (request: Request) => Response | Promise<Response>;

export interface PermissionAnswer {
  readonly electron: string;
  readonly chromium: string;
  readonly granted: boolean;
}

export class DoubleSession implements Pick<
  Electron.Session,
  'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'setDevicePermissionHandler'
> {
  private check: CheckHandler = null;
  private request: RequestHandler = null;
  private device: DeviceHandler = null;

  static create(): DoubleSession {
    return strict('Session', new DoubleSession());
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.check = handler;
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.request = handler;
  }

  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.device = handler;
  }

  /** Without a handler Electron grants, and so does the double; a device is granted by its own handler. */
  answers(contents: unknown, url: string): readonly PermissionAnswer[] {
    return Object.entries(PERMISSIONS).map(([electron, chromium]) => ({
      electron,
      chromium,
      granted: this.isGranted(contents, electron, url),
    }));
  }

  hasDeviceHandler(): boolean {
    return this.device !== null;
  }

  /** Asks the check handler, then the request handler. */
  private isGranted(contents: unknown, permission: string, url: string): boolean {
    const origin = originOf(url);
    const details = { isMainFrame: true, requestingUrl: url };
    if (this.check !== null && call(this.check, contents, permission, origin, details) !== true) {
      return false;
    }
    if (this.request === null) return true;
    const answers: boolean[] = [];
    const onAnswer = (granted: boolean): void => void answers.push(granted);
    call(this.request, contents, permission, onAnswer, details);
    const [granted] = answers;
    if (granted === undefined) {
      throw new Error('The Electron double expects a permission handler to answer at once.');
    }
    return granted;
  }
}

/** Calls one of the app's handlers with stand-ins; this is where they pose as Electron's own. */
function call(handler: unknown, ...args: readonly unknown[]): unknown {
  return (handler as (...args: readonly unknown[]) => unknown)(...args);
}

function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/`;
}

/** What the page said of itself, as the app would hear it. */
function appHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !name.startsWith(':') && name !== 'host')
      .map(([name, value]) => [name, name === 'origin' ? toAppUrl(value) : value]),
  );
}

/** Answers a page's request from the app's protocol handler, translated for Chromium. */
export async function fulfilFromApp(route: Route, handler: ProtocolHandler): Promise<void> {
  const request = route.request();
  const body = request.postDataBuffer();
  const response = await handler(
    new Request(toAppUrl(request.url()), {
      method: request.method(),
      headers: appHeaders(await request.allHeaders()),
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    }),
  );
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  const isText = /^text\/|json|svg/.test(type);
  const headers = Object.fromEntries(
    [...response.headers]
      .filter(([name]) => name !== 'content-length')
      .map(([name, value]) => [name, toPageText(value)]),
  );
  const content = isText ? Buffer.from(toPageText(bytes.toString('utf8'))) : bytes;
  await route.fulfill({ status: response.status, headers, body: content });
}

/** Puts the answers into force in Chromium, for one origin. */
export async function applyPermissions(
  context: BrowserContext,
  url: string,
  answers: readonly PermissionAnswer[],
): Promise<void> {
  const page = context.pages()[0];
  if (page === undefined) throw new Error('No page to set permissions for.');
  const target = await context.newCDPSession(page);
  const { targetInfo } = await target.send('Target.getTargetInfo');
  await target.detach();
  // Kept open: with the session's end Chromium would forget what it was told.
  const root = await browserSession();
  for (const { chromium, granted } of answers) {
    await root.send('Browser.setPermission', {
      permission: { name: chromium },
      setting: granted ? 'granted' : 'denied',
      origin: new URL(toPageUrl(url)).origin,
      ...(targetInfo.browserContextId === undefined
        ? {}
        : { browserContextId: targetInfo.browserContextId }),
    });
  }
}
