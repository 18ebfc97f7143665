/** Stands for people and ids: within one file the same one is always called the same. */

export interface Pseudonyms {
  /** An id of anybody or anything; digits stay digits, since readers tell the two apart. */
  id(value: string): string;
  handle(value: string): string;
  name(value: string): string;
  source(label: string): string;
}

/** Far from ids of today, and as long. */
const FIRST_NUMERIC = 9_000_000_000_000_000_000n;
/** Ids that stand for nobody, or for everybody: Twitch's anonymous givers. */
const KEPT: ReadonlySet<string> = new Set(['', '0', '274598607', '407665396']);
const ANONYMOUS: ReadonlySet<string> = new Set(['ananonymousgifter', 'ananonymouscheerer']);

export function createPseudonyms(): Pseudonyms {
  const ids = numbered();
  const handles = numbered();
  const names = numbered();
  const sources = numbered();
  return {
    id(value) {
      if (KEPT.has(value)) return value;
      const no = ids(value);
      return /^\d+$/.test(value) ? String(FIRST_NUMERIC + BigInt(no)) : `id-${no}`;
    },
    // A platform may write a handle in large letters as a name: case is no difference.
    handle: (value) =>
      value === '' || ANONYMOUS.has(value.toLowerCase())
        ? value
        : `viewer_${handles(value.toLowerCase())}`,
    name: (value) =>
      value === '' || ANONYMOUS.has(value.toLowerCase()) ? value : `Viewer ${names(value)}`,
    source: (label) => {
      const [scheme = ''] = label.split(':', 1);
      return `${scheme}://source-${sources(label)}`;
    },
  };
}

/** Numbers from 1, the same for the same value. */
function numbered(): (value: string) => number {
  const known = new Map<string, number>();
  return (value) => {
    const no = known.get(value) ?? known.size + 1;
    known.set(value, no);
    return no;
  };
}
