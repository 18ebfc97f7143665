/**
 * Secrets that are not our own: the password of OBS, keys and tokens of sources. They lie in
 * `<dataDir>/passwords.json` (readable by its owner alone): never in the ledger, the settings, a log, a URL or a
 * backup. The desktop app has the system seal them; without a window they lie there as they are. Our own access
 * tokens are in `transport/tokens.ts`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Keeping } from '../shared/contract/sources.ts';
import { closeToOthers, writePrivateFile } from './transport/private-file.ts';

/** What the system offers the desktop app for keeping secrets from other users and programs. */
export interface SystemSafe {
  /** False where the system would keep them in plain text. */
  available(): Promise<boolean>;
  seal(text: string): Promise<string>;
  /** `stale`: to be sealed again, for its key has changed. Throws when it cannot be opened. */
  open(sealed: string): Promise<{ readonly text: string; readonly stale: boolean }>;
}

export interface PasswordStore {
  get(name: string): string | null;
  /** Null forgets it. Throws when it cannot be written; the old one then stays. */
  set(name: string, secret: string | null): Promise<void>;
  keeping(): Promise<Keeping>;
  /** What the user should know of the start; null for nothing. */
  readonly notice: string | null;
}

const keptSchema = z.union([z.object({ sealed: z.string() }), z.object({ plain: z.string() })]);
type Kept = z.infer<typeof keptSchema>;
type KeptSecrets = ReadonlyMap<string, Kept>;

const fileSchema = z.union([
  z.object({ v: z.literal(2), secrets: z.record(z.string(), keptSchema) }),
  // The first version knew OBS alone, and no seal.
  z
    .object({ v: z.literal(1), passwords: z.object({ obs: z.string().optional() }) })
    .transform(({ passwords: { obs } }) => ({
      secrets: obs === undefined ? {} : { obs: { plain: obs } },
    })),
]);

const UNREADABLE =
  'A password or key was saved by the desktop app on another account or computer and cannot be opened here. Enter it again where it is needed; nothing else is affected.';
const PLAIN =
  'Passwords and keys are not encrypted here: they lie in passwords.json, which only you can read. Where the system can encrypt them, the desktop app has it do so.';

/**
 * Opens the store. A file that cannot be read holds no secret: whoever needs one asks for it again.
 *
 * @param safe - null without a desktop; secrets then lie in the file as they are
 */
export async function openPasswordStore(
  dataDir: string,
  safe: SystemSafe | null,
): Promise<PasswordStore> {
  const path = join(dataDir, 'passwords.json');
  let kept = read(path);
  /** Asked for only when there is something to keep: the system may want the user's word for it. */
  let keeping: Promise<Keeping> | null = null;
  const opened = new Map<string, string>();
  let writing: Promise<unknown> = Promise.resolve();

  function whereKept(): Promise<Keeping> {
    keeping ??=
      safe === null
        ? Promise.resolve<Keeping>('file')
        : safe.available().then(
            (yes) => (yes ? 'system' : 'memory'),
            () => 'memory',
          );
    return keeping;
  }

  function write(next: KeptSecrets): void {
    const secrets = Object.fromEntries(next);
    writePrivateFile(path, `${JSON.stringify({ v: 2, secrets }, null, 2)}\n`);
    kept = next;
  }

  async function set(name: string, secret: string | null): Promise<void> {
    if (secret === null ? !kept.has(name) && !opened.has(name) : opened.get(name) === secret)
      return;
    const place = secret === null ? 'memory' : await whereKept();
    const next = new Map(kept);
    next.delete(name);
    if (secret !== null && place === 'file') next.set(name, { plain: secret });
    if (secret !== null && place === 'system' && safe !== null) {
      next.set(name, { sealed: await safe.seal(secret) });
    }
    if (next.size > 0 || kept.size > 0) write(next);
    if (secret === null) opened.delete(name);
    else opened.set(name, secret);
  }

  const unreadable = await openAll();
  const plain = [...kept.values()].some((one) => 'plain' in one);
  return {
    get: (name) => opened.get(name) ?? null,
    set(name, secret) {
      // One at a time: two dashboards may be open.
      const done = writing.then(() => set(name, secret));
      writing = done.catch(() => undefined);
      return done;
    },
    keeping: whereKept,
    notice: unreadable ? UNREADABLE : plain ? PLAIN : null,
  };

  /** Opens what is kept, and seals what was not yet. True when something could not be opened; it is left alone. */
  async function openAll(): Promise<boolean> {
    if (kept.size === 0) return false;
    const sealing = (await whereKept()) === 'system' ? safe : null;
    const next = new Map(kept);
    let failed = false;
    for (const [name, one] of kept) {
      try {
        const { text, stale } = await textOf(one, sealing);
        opened.set(name, text);
        if (stale && sealing !== null) next.set(name, { sealed: await sealing.seal(text) });
      } catch {
        failed ||= !opened.has(name);
      }
    }
    try {
      if ([...next].some(([name, one]) => kept.get(name) !== one)) write(next);
    } catch {
      // They stay as they were, and the next start tries again.
    }
    return failed;
  }
}

async function textOf(
  kept: Kept,
  safe: SystemSafe | null,
): Promise<{ readonly text: string; readonly stale: boolean }> {
  if ('plain' in kept) return { text: kept.plain, stale: true };
  if (safe === null) throw new Error('sealed, and there is nobody to open it');
  return safe.open(kept.sealed);
}

function read(path: string): KeptSecrets {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    closeToOthers(path);
    return new Map(parsed.success ? Object.entries(parsed.data.secrets) : []);
  } catch {
    return new Map();
  }
}
