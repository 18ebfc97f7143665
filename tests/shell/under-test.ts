/** What the shared scenarios need of a running app, whether on the double or on a real Electron. */

export type WindowName = 'dashboard' | 'overlay';

export interface SeenWindow {
  readonly name: WindowName;
  /** As the app knows it, without its fragment. */
  readonly url: string;
  readonly visible: boolean;
}

export interface ShellUnderTest {
  readonly windows: () => Promise<readonly SeenWindow[]>;
  /** Value of an expression in a window's page, as a compromised page could compute it; JSON only. */
  readonly evaluate: (window: WindowName, expression: string) => Promise<unknown>;
  /** The same in the page's first subframe. */
  readonly evaluateInSubframe: (window: WindowName, expression: string) => Promise<unknown>;
  /** Clicks an item of the application menu. */
  readonly clickMenu: (label: string) => Promise<void>;
  /** The user's click on the window's close button. */
  readonly closeDashboard: () => Promise<void>;
  /** Starts the app once more with the same arguments; gives its exit code. */
  readonly startSecond: () => Promise<number | null>;
  /** The app's stderr so far. */
  readonly log: () => string;
  readonly quit: () => Promise<void>;
  /** Exit code, once the app has left. */
  readonly exited: Promise<number | null>;
  /** Ends the app if it still runs. */
  readonly dispose: () => Promise<void>;
}

const DASHBOARD = 'coinfall://app/';

export function windowNameOf(url: string): WindowName {
  return url.startsWith(DASHBOARD) ? 'dashboard' : 'overlay';
}

export function withoutFragment(url: string): string {
  return url.split('#')[0] ?? '';
}
