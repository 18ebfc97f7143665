/** One line of the performance table: a figure of ours beside a peer's, measured in the same run. */
export type Figure =
  | {
      readonly type: 'measured';
      readonly name: string;
      readonly unit: string;
      readonly ours: number;
      readonly peer: number;
      /** What the peer is, in words. */
      readonly peerIs: string;
    }
  | { readonly type: 'skipped'; readonly name: string; readonly reason: string };

/** Value below which the share `q` (0 … 1) of the samples lies. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
