/** Registers `coinfall://app/…`: the origin of the dashboard window, served from the built pages only. */
import { protocol } from 'electron';
import { answerApp, APP_SCHEME } from './app-files.ts';
import type { AppMedia } from './app-files.ts';

/** Must run before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: APP_SCHEME,
      // Sounds and videos are read as streams.
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ]);
}

/** Must run after the app is ready and before the first window. `media` is asked at each request. */
export function serveAppScheme(rendererDir: string, media: () => AppMedia | undefined): void {
  protocol.handle(APP_SCHEME, (request) => answerApp(rendererDir, media(), request));
}
