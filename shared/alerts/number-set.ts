/**
 * A set of whole numbers as sorted runs: [from, to, from, to, …]. Gift numbers of a gift bomb follow one
 * another, so ten thousand of them are a handful of runs, cheap to copy and small to store.
 */
export type NumberSet = readonly number[];

export const EMPTY_SET: NumberSet = [];

export function hasNumber(set: NumberSet, value: number): boolean {
  const at = firstRunEndingFrom(set, value);
  const from = set[at];
  return from !== undefined && from <= value;
}

/** The set with one more number; the same set when it is already there. */
export function withNumber(set: NumberSet, value: number): NumberSet {
  const at = firstRunEndingFrom(set, value);
  const nextFrom = set[at];
  if (nextFrom !== undefined && nextFrom <= value) return set;
  const before = at > 0 ? set[at - 1] : undefined;
  const joinsBefore = before === value - 1;
  const joinsNext = nextFrom === value + 1;
  if (joinsBefore && joinsNext) return set.toSpliced(at - 1, 2);
  if (joinsBefore) return set.with(at - 1, value);
  if (joinsNext) return set.with(at, value);
  return set.toSpliced(at, 0, value, value);
}

export function union(one: NumberSet, other: NumberSet): NumberSet {
  let set = one;
  for (let at = 0; at + 1 < other.length; at += 2) {
    const to = other[at + 1] ?? 0;
    for (let value = other[at] ?? 0; value <= to; value += 1) set = withNumber(set, value);
  }
  return set;
}

export function setSize(set: NumberSet): number {
  let size = 0;
  for (let at = 0; at + 1 < set.length; at += 2) size += (set[at + 1] ?? 0) - (set[at] ?? 0) + 1;
  return size;
}

/** Index of the first run whose end is not below `value` (where its `from` lies), or the length. */
function firstRunEndingFrom(set: NumberSet, value: number): number {
  let low = 0;
  let high = set.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle * 2 + 1] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}
