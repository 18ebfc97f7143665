/** A pure function that need not work twice for what comes again and again. */

/**
 * Answers as `make` does, and keeps the answers. It holds at most `most` of them and then begins anew, so that
 * a ledger of a million different names does not fill the memory. Undefined answers are not kept.
 */
export function remembered<Key, Value>(make: (key: Key) => Value, most = 1_000) {
  const known = new Map<Key, Value>();
  return (key: Key): Value => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= most) known.clear();
    const value = make(key);
    known.set(key, value);
    return value;
  };
}
