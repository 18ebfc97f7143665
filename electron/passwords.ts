/**
 * Passwords of other programs, kept in `<dataDir>/passwords.json` (readable by its owner alone): never in the
 * ledger, the settings, a log, a URL or a backup. Our own access tokens are in `transport/tokens.ts`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { closeToOthers, writePrivateFile } from './transport/private-file.ts';

export interface PasswordStore {
  get(name: 'obs'): string | null;
  /** Null forgets it. Throws when it cannot be written; the old one then stays. */
  set(name: 'obs', password: string | null): void;
}

const fileSchema = z.object({
  v: z.literal(1),
  passwords: z.object({ obs: z.string().optional() }),
});
type Passwords = z.infer<typeof fileSchema>['passwords'];

/** Opens the store. A file that cannot be read holds no password: whoever needs one asks for it again. */
export function openPasswordStore(dataDir: string): PasswordStore {
  const path = join(dataDir, 'passwords.json');
  let passwords = read(path);
  return {
    get: (name) => passwords[name] ?? null,
    set(name, password) {
      if ((passwords[name] ?? null) === password) return;
      const next = password === null ? {} : { ...passwords, [name]: password };
      writePrivateFile(path, `${JSON.stringify({ v: 1, passwords: next }, null, 2)}\n`);
      passwords = next;
    },
  };
}

function read(path: string): Passwords {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    closeToOthers(path);
    return parsed.success ? parsed.data.passwords : {};
  } catch {
    return {};
  }
}
