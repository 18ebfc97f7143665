import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLock } from '../../electron/ledger/lock.ts';
import { tempDir } from '../tools/builders.ts';

const LOCK = resolve(import.meta.dirname, '../../electron/ledger/lock.ts');
const instance = { pid: 1, port: 4711, dashboardUrl: 'http://127.0.0.1:4711/dashboard#token=x' };

function taken(dir: string) {
  const result = takeLock(dir);
  if (!result.ok) throw new Error('the lock should have been free');
  return result.lock;
}

describe('the lock of a data folder', () => {
  it('is given to one, and a second is told where the first is', () => {
    using folder = tempDir();
    const lock = taken(folder.dir);
    expect(takeLock(folder.dir)).toMatchObject({ ok: false, holder: null });
    lock.announce(instance);
    expect(takeLock(folder.dir)).toMatchObject({ ok: false, holder: instance });
    lock.release();
    taken(folder.dir).release();
  });

  it('tells nobody but its owner where the companion is', () => {
    using folder = tempDir();
    const lock = taken(folder.dir);
    lock.announce(instance);
    expect(statSync(join(folder.dir, 'instance.json')).mode & 0o777).toBe(0o600);
    lock.release();
  });

  it('does not send a second to a companion that is gone: a crash leaves no address behind', () => {
    using folder = tempDir();
    writeFileSync(join(folder.dir, 'instance.json'), JSON.stringify(instance));
    const lock = taken(folder.dir);
    expect(takeLock(folder.dir)).toMatchObject({ ok: false, holder: null });
    lock.release();
  });

  it('is not confused by an instance file that is torn', () => {
    using folder = tempDir();
    const lock = taken(folder.dir);
    writeFileSync(join(folder.dir, 'instance.json'), '{"pid":1,"po');
    expect(takeLock(folder.dir)).toMatchObject({ ok: false, holder: null });
    lock.release();
  });

  it('is free again after its holder was killed', async () => {
    using folder = tempDir();
    const script = `
      const { takeLock } = await import(${JSON.stringify(LOCK)});
      const result = takeLock(${JSON.stringify(folder.dir)});
      result.lock.announce(${JSON.stringify(instance)});
      process.stdout.write('taken');
      setInterval(() => {}, 1_000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(takeLock(folder.dir)).toMatchObject({ ok: false, holder: instance });
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    taken(folder.dir).release();
  });
});
