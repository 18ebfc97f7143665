/** Secrets of sources: which ones they know, whether there is one, and putting one in. None ever comes back out. */
import type { SourceSecret } from '../shared/contract/sources.ts';
import type { SecretsApi } from './api/sources.ts';
import type { PasswordStore } from './passwords.ts';
import { allSources } from './sources/registry.ts';

/** `onChanged` hears of every secret that is another than before. */
export function createSourceSecrets(
  passwords: PasswordStore,
  onChanged: (name: string) => void,
  onError: (error: unknown) => void,
): SecretsApi {
  const known = allSources().flatMap(({ scheme, secret }) =>
    secret === undefined ? [] : [{ ...secret, scheme }],
  );
  return {
    async list() {
      const secrets = known.map((one): SourceSecret => ({
        ...one,
        stored: passwords.get(one.name) !== null,
      }));
      return { keeping: await passwords.keeping(), secrets };
    },
    async set(name, entered) {
      if (!known.some((one) => one.name === name)) {
        return { ok: false, code: 'secret_unknown', message: 'No source knows such a key.' };
      }
      const secret = entered.trim();
      const before = passwords.get(name);
      try {
        await passwords.set(name, secret === '' ? null : secret);
      } catch (error) {
        onError(error);
        return {
          ok: false,
          code: 'secret_not_saved',
          message: 'It could not be saved. Make room on the disk, then try again.',
        };
      }
      if (passwords.get(name) !== before) onChanged(name);
      return { ok: true };
    },
  };
}
