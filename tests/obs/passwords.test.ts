import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPasswordStore } from '../../electron/passwords.ts';
import { tempDir } from '../tools/builders.ts';

describe('the passwords of other programs', () => {
  it('are kept for the next run in a file for the owner alone, and can be forgotten', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'passwords.json');
    const store = openPasswordStore(folder.dir);
    expect(store.get('obs')).toBeNull();
    store.set('obs', 'hunter2');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openPasswordStore(folder.dir).get('obs')).toBe('hunter2');
    store.set('obs', null);
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(openPasswordStore(folder.dir).get('obs')).toBeNull();
  });

  it('are closed to others again when somebody opened the file up', () => {
    using folder = tempDir();
    const file = join(folder.dir, 'passwords.json');
    openPasswordStore(folder.dir).set('obs', 'hunter2');
    chmodSync(file, 0o644);
    expect(openPasswordStore(folder.dir).get('obs')).toBe('hunter2');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are asked for again when the file is damaged', () => {
    using folder = tempDir();
    writeFileSync(join(folder.dir, 'passwords.json'), '{"v":1,"pass');
    const store = openPasswordStore(folder.dir);
    expect(store.get('obs')).toBeNull();
    store.set('obs', 'hunter2');
    expect(openPasswordStore(folder.dir).get('obs')).toBe('hunter2');
  });

  it('stay as they were when they cannot be written', () => {
    using folder = tempDir();
    const store = openPasswordStore(join(folder.dir, 'never-made'));
    expect(() => store.set('obs', 'hunter2')).toThrow();
    expect(store.get('obs')).toBeNull();
  });
});
