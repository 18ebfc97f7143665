/** Bounds of what a page and the companion tell each other of an import: every message stays below 64 KiB. */

/** Bytes of a file in one message, and of a file that a page may hand over. */
export const UPLOAD = { piece: 36 * 1024, most: 64 * 1024 * 1024 } as const;

/** At most so many columns and rows of a file are shown, each cell cut. */
export const PREVIEW = { columns: 30, rows: 8, cell: 40 } as const;
