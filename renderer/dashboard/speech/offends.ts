/** Whether a text offends, by a kept list of English words and the many ways to disguise them. */
import type { Offends } from '../../../shared/speech.ts';

let loading: Promise<Offends> | null = null;

/** Loaded when first needed: nobody who leaves speech off fetches it. Rejects when it cannot be; nothing is said then. */
export function loadOffends(): Promise<Offends> {
  loading ??= import('obscenity').then(
    ({ RegExpMatcher, englishDataset, englishRecommendedTransformers }) => {
      const matcher = new RegExpMatcher({
        ...englishDataset.build(),
        ...englishRecommendedTransformers,
      });
      return (text) => matcher.hasMatch(text);
    },
  );
  return loading;
}
