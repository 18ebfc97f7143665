/** What the entry point knows and hands to commands. */
export interface CliContext {
  readonly version: string;
  /** Folder with the built pages. */
  readonly rendererDir: string;
}
