import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPasswordStore } from '../electron/passwords.ts';
import type { SystemSafe } from '../electron/passwords.ts';
import { tempDir } from './tools/builders.ts';

const SECRET = 'correct-horse-4417';

function fileOf(dir: string): string {
  return readFileSync(join(dir, 'passwords.json'), 'utf8');
}

/** A safe that writes text in base64; `key` is whose it is. */
function safe(key = 'a', options: { readonly has?: boolean } = {}): SystemSafe {
  return {
    available: () => Promise.resolve(options.has ?? true),
    seal: (text) => Promise.resolve(`${key}:${Buffer.from(text).toString('base64')}`),
    open(sealed) {
      if (!sealed.startsWith(`${key}:`)) return Promise.reject(new Error('another key'));
      const text = Buffer.from(sealed.slice(key.length + 1), 'base64').toString();
      return Promise.resolve({ text, stale: false });
    },
  };
}

describe('secrets of others, without a desktop', () => {
  it('are kept for the next run in a file for the owner alone, and can be forgotten', async () => {
    using folder = tempDir();
    const store = await openPasswordStore(folder.dir, null);
    expect(store.get('obs')).toBeNull();
    await store.set('obs', SECRET);
    await store.set('tiktok-sign-key', 'key-1');
    expect(statSync(join(folder.dir, 'passwords.json')).mode & 0o777).toBe(0o600);
    const again = await openPasswordStore(folder.dir, null);
    expect([again.get('obs'), again.get('tiktok-sign-key')]).toEqual([SECRET, 'key-1']);
    await again.set('obs', null);
    expect(fileOf(folder.dir)).not.toContain(SECRET);
    const last = await openPasswordStore(folder.dir, null);
    expect([last.get('obs'), last.get('tiktok-sign-key')]).toEqual([null, 'key-1']);
  });

  it('are said to be unencrypted, once there are any', async () => {
    using folder = tempDir();
    const store = await openPasswordStore(folder.dir, null);
    expect(store.notice).toBeNull();
    expect(await store.keeping()).toBe('file');
    await store.set('obs', SECRET);
    expect((await openPasswordStore(folder.dir, null)).notice).toContain('not encrypted');
  });

  it('are closed to others again when somebody opened the file up', async () => {
    using folder = tempDir();
    const file = join(folder.dir, 'passwords.json');
    await (await openPasswordStore(folder.dir, null)).set('obs', SECRET);
    chmodSync(file, 0o644);
    expect((await openPasswordStore(folder.dir, null)).get('obs')).toBe(SECRET);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are asked for again when the file is damaged', async () => {
    using folder = tempDir();
    writeFileSync(join(folder.dir, 'passwords.json'), '{"v":1,"pass');
    const store = await openPasswordStore(folder.dir, null);
    expect(store.get('obs')).toBeNull();
    await store.set('obs', SECRET);
    expect((await openPasswordStore(folder.dir, null)).get('obs')).toBe(SECRET);
  });

  it('stay as they were when they cannot be written', async () => {
    using folder = tempDir();
    const store = await openPasswordStore(join(folder.dir, 'never-made'), null);
    await expect(store.set('obs', SECRET)).rejects.toThrow();
    expect(store.get('obs')).toBeNull();
  });

  it('are written one after another, so that none is lost', async () => {
    using folder = tempDir();
    const store = await openPasswordStore(folder.dir, null);
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => store.set(name, `${name}-secret`)));
    const again = await openPasswordStore(folder.dir, null);
    expect(names.map((name) => again.get(name))).toEqual(names.map((name) => `${name}-secret`));
  });
});

describe('secrets of others, in the desktop app', () => {
  it('are sealed by the system, and opened at the next start', async () => {
    using folder = tempDir();
    const store = await openPasswordStore(folder.dir, safe());
    await store.set('obs', SECRET);
    expect(await store.keeping()).toBe('system');
    expect(fileOf(folder.dir)).not.toContain(SECRET);
    const again = await openPasswordStore(folder.dir, safe());
    expect(again.get('obs')).toBe(SECRET);
    expect(again.notice).toBeNull();
  });

  it('that an earlier version left in plain text are sealed at the first start', async () => {
    using folder = tempDir();
    const old = { v: 1, passwords: { obs: SECRET } };
    writeFileSync(join(folder.dir, 'passwords.json'), JSON.stringify(old));
    expect((await openPasswordStore(folder.dir, safe())).get('obs')).toBe(SECRET);
    expect(fileOf(folder.dir)).not.toContain(SECRET);
    expect((await openPasswordStore(folder.dir, safe())).get('obs')).toBe(SECRET);
  });

  it('are sealed again when the key of the system has changed', async () => {
    using folder = tempDir();
    await (await openPasswordStore(folder.dir, safe())).set('obs', SECRET);
    const before = fileOf(folder.dir);
    const changed: SystemSafe = {
      ...safe('b'),
      open: async (sealed) => ({ ...(await safe('a').open(sealed)), stale: true }),
    };
    expect((await openPasswordStore(folder.dir, changed)).get('obs')).toBe(SECRET);
    expect(fileOf(folder.dir)).not.toBe(before);
    expect((await openPasswordStore(folder.dir, safe('b'))).get('obs')).toBe(SECRET);
  });

  it('live in memory alone where the system would keep them in plain text', async () => {
    using folder = tempDir();
    const store = await openPasswordStore(folder.dir, safe('a', { has: false }));
    await store.set('obs', SECRET);
    expect(store.get('obs')).toBe(SECRET);
    expect(await store.keeping()).toBe('memory');
    expect(() => fileOf(folder.dir)).toThrow();
    expect((await openPasswordStore(folder.dir, safe('a', { has: false }))).get('obs')).toBeNull();
  });

  it('do not stay behind in the file when memory takes their place', async () => {
    using folder = tempDir();
    await (await openPasswordStore(folder.dir, null)).set('obs', SECRET);
    const store = await openPasswordStore(folder.dir, safe('a', { has: false }));
    expect(store.get('obs')).toBe(SECRET);
    await store.set('obs', 'another');
    expect(fileOf(folder.dir)).not.toContain(SECRET);
    expect(fileOf(folder.dir)).not.toContain('another');
  });

  it('that cannot be opened are said to be so, are kept, and harm no other', async () => {
    using folder = tempDir();
    await (await openPasswordStore(folder.dir, safe('a'))).set('obs', SECRET);
    for (const other of [safe('b'), null]) {
      const store = await openPasswordStore(folder.dir, other);
      expect(store.get('obs')).toBeNull();
      expect(store.notice).toContain('cannot be opened here');
      await store.set('tiktok-sign-key', null);
    }
    expect((await openPasswordStore(folder.dir, safe('a'))).get('obs')).toBe(SECRET);
  });

  it('do not trouble the system while there is nothing to keep', async () => {
    using folder = tempDir();
    let asked = 0;
    const quiet: SystemSafe = {
      ...safe(),
      available: () => {
        asked += 1;
        return Promise.resolve(true);
      },
    };
    const store = await openPasswordStore(folder.dir, quiet);
    await store.set('obs', null);
    expect(asked).toBe(0);
  });
});
