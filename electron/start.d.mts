/** Types of `start.mjs`, which must stay plain JavaScript. */

type Environment = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  /** Whether the user is root, which Electron's sandbox refuses on Linux. */
  readonly isRoot: boolean;
  /** Path of an Electron executable that is there, if any. */
  readonly electron: string | undefined;
}

export type StartDecision =
  | { readonly kind: 'window'; readonly electron: string }
  | { readonly kind: 'headless'; readonly why: string };

/** Decides how to run; pure. */
export function decideStart(surroundings: Surroundings): StartDecision;

/** The Electron executable that is already here: an overriding folder, or the package's own download. */
export function findElectron(
  root: string,
  platform: NodeJS.Platform,
  env: Environment,
): string | undefined;

/** Whether any output below `root` is missing or older than any source. */
export function needsBuild(root: string): boolean;
