/**
 * Takes away from every page what no page of Coinfall needs: new windows, leaving, web views, permissions.
 * It listens for creation, so that a page nobody thought of is locked down too.
 */
import { app } from 'electron';
import type { Session, WebContents } from 'electron';
import { isAppUrl, isPreviewUrl } from './app-files.ts';
import { loggableUrl, logShell } from './log.ts';

/** Writing plain text to the clipboard after a click, for the dashboard's copy buttons; nothing else. */
const DASHBOARD_PERMISSIONS: readonly string[] = ['clipboard-sanitized-write'];

/** Must run before the app is ready, so that no page comes first. */
export function lockDownEverything(): void {
  app.on('web-contents-created', (_event, contents) => {
    lockDownSession(contents.session);
    lockDownContents(contents);
  });
}

function lockDownSession(session: Session): void {
  session.setPermissionCheckHandler((contents, permission, requestingOrigin) =>
    isGranted(contents, permission, requestingOrigin),
  );
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const granted = details.isMainFrame && isGranted(contents, permission, details.requestingUrl);
    if (!granted) {
      const from = loggableUrl(details.requestingUrl);
      logShell('warn', 'permission-denied', { permission, from });
    }
    answer(granted);
  });
  session.setDevicePermissionHandler(() => false);
}

function isGranted(contents: WebContents | null, permission: string, requester: string): boolean {
  return (
    DASHBOARD_PERMISSIONS.includes(permission) &&
    contents !== null &&
    isAppUrl(contents.getURL()) &&
    isAppUrl(requester)
  );
}

function lockDownContents(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    logShell('warn', 'window-open-denied', { to: loggableUrl(url) });
    return { action: 'deny' };
  });
  // The first also stands for subframes and comes before the second; either alone would do for a page.
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame || !isPreviewUrl(event.url)) denyLeaving(event);
  });
  contents.on('will-navigate', denyLeaving);
  contents.on('will-redirect', denyLeaving);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    logShell('warn', 'webview-denied');
  });
}

function denyLeaving(event: { readonly url: string; readonly preventDefault: () => void }): void {
  event.preventDefault();
  logShell('warn', 'navigation-denied', { to: loggableUrl(event.url) });
}
