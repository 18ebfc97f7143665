/** How much the creator's own files may be. Without schemas, so that pages can say it too. */

export const MAX_MEDIA_BYTES = 20 * 1024 * 1024;
/** Of all files together. */
export const MAX_MEDIA_TOTAL_BYTES = 300 * 1024 * 1024;
export const MAX_MEDIA_FILES = 300;
/** Characters of a name. */
export const MAX_MEDIA_NAME = 80;
