/** Which secrets the sources know and where they are kept: asked for when a dialog opens, and after each change. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SourceSecret, SourceSecrets } from '../../../shared/contract/sources.ts';
import { useLiveData } from '../live-data.ts';

const KEY = ['sources', 'secrets'];

/** Undefined until it is known. */
export function useSecrets(): SourceSecrets | undefined {
  const { client } = useLiveData();
  return useQuery({ queryKey: KEY, queryFn: () => client.sources.secrets() }).data;
}

/** The secret of a kind of source; undefined when it has none, or until it is known. */
export function useSecretOf(scheme: string): SourceSecret | undefined {
  return useSecrets()?.secrets.find((secret) => secret.scheme === scheme);
}

/** Has it asked for again: one was put in or forgotten. */
export function useSecretsChanged(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: KEY });
}

/** Where a secret is kept, for a person; empty until it is known. */
export function useKeepingWords(): string {
  const { t } = useTranslation();
  const keeping = useSecrets()?.keeping;
  return keeping === undefined ? '' : t(`secret.keeping.${keeping}`);
}
