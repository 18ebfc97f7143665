/** What the app asked of windows and desktop, kept for the tests to read; real windows are not seen here. */

export interface RecordedCall {
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface MenuFacts {
  readonly label: string | null;
  readonly role: string | null;
  readonly submenu: readonly MenuFacts[];
}

export interface WindowFacts {
  readonly id: number;
  readonly url: string;
  readonly visible: boolean;
  readonly destroyed: boolean;
  /** Options of the constructor, without functions. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly calls: readonly RecordedCall[];
}

export interface DesktopFacts {
  readonly windows: readonly WindowFacts[];
  readonly trayMenu: readonly MenuFacts[] | null;
  readonly applicationMenu: readonly MenuFacts[] | null;
  readonly clipboard: string;
  /** Accelerators that the app holds. */
  readonly shortcuts: readonly string[];
  readonly messageBoxes: readonly string[];
  /** `window.open` attempts that the app's handler denied. */
  readonly deniedWindows: readonly string[];
  readonly deniedNavigations: readonly string[];
  readonly notSeen: readonly string[];
}

/** The part of the record that is not a window's own. */
export const record = {
  messageBoxes: [] as string[],
  deniedWindows: [] as string[],
  deniedNavigations: [] as string[],
  notSeen: new Set<string>(),
};

/** Notes what a run of the double proves nothing about. */
export function notSeen(what: string): void {
  record.notSeen.add(what);
}
