/** Where Coinfall keeps its data unless told otherwise; the same for the desktop app and the command line. */
import envPaths from 'env-paths';

/** The platform's user-data folder for Coinfall, absolute; it may not exist yet. */
export function defaultDataDir(): string {
  return envPaths('coinfall', { suffix: '' }).data;
}
