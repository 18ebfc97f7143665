/**
 * The one import of the list virtualiser. Its lint advice is for code that a memoising compiler rewrites; there is
 * none in this build, and this seam is where to look should that change.
 */
export { useVirtualizer as useRowVirtualizer } from '@tanstack/react-virtual';
export type { VirtualItem } from '@tanstack/react-virtual';
