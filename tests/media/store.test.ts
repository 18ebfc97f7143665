/** How the creator's files are kept: whole or not at all, bounded, brought back, and found again. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAppStore } from '../../electron/ledger/app-store.ts';
import { openWriter } from '../../electron/ledger/open.ts';
import { appSchema } from '../../electron/ledger/schema.ts';
import { openMediaStore } from '../../electron/media/store.ts';
import type { MediaRegister } from '../../electron/media/store.ts';
import { MEDIA_ID } from '../../shared/alerts/media-ref.ts';
import {
  MAX_MEDIA_BYTES,
  MAX_MEDIA_FILES,
  MAX_MEDIA_TOTAL_BYTES,
} from '../../shared/media-limits.ts';
import { tempDir } from '../tools/builders.ts';
import { GIF, MP3, PNG, WAV, png, wav } from './samples.ts';

/** A data folder with a real app.sqlite; `open` starts the store anew, as the next start would. */
function createFolder() {
  const folder = tempDir();
  const db = openWriter(join(folder.dir, 'app.sqlite'), appSchema);
  onTestFinished(() => {
    db.close();
    folder[Symbol.dispose]();
  });
  const app = openAppStore(db);
  const troubles: unknown[] = [];
  const register: MediaRegister = {
    load: () => Promise.resolve(app.loadMedia()),
    save(row) {
      app.saveMedia(row);
      return Promise.resolve();
    },
    drop(mediaId) {
      app.dropMedia(mediaId);
      return Promise.resolve();
    },
  };
  const files = join(folder.dir, 'media');
  return {
    dir: folder.dir,
    db,
    files,
    troubles,
    onDisk: () => (existsSync(files) ? readdirSync(files) : []),
    open: (parts: Partial<MediaRegister> = {}) =>
      openMediaStore(
        folder.dir,
        { ...register, ...parts },
        () => 1_800_000_000_000,
        (error) => troubles.push(error),
      ),
  };
}

type Store = Awaited<ReturnType<ReturnType<typeof createFolder>['open']>>;

async function added(store: Store, name: string, bytes: Buffer): Promise<string> {
  const answer = await store.add(name, bytes);
  if (!answer.ok) throw new Error(answer.message);
  return answer.id;
}

it('keeps a file under a random name that says what it is, and finds it at the next start', async () => {
  const folder = createFolder();
  const id = await added(await folder.open(), 'C:\\pictures\\..\\Bowl‮gnp.exe', PNG);
  expect(id).toMatch(MEDIA_ID);
  expect(id).toMatch(/\.png$/);
  expect(readFileSync(join(folder.files, id)).equals(PNG)).toBe(true);
  const again = await folder.open();
  expect(again.list()).toEqual([
    {
      id,
      name: 'Bowlgnp.exe',
      kind: 'picture',
      bytes: PNG.length,
      width: 2,
      height: 3,
      missing: false,
    },
  ]);
  expect(again.served(id)).toEqual({ path: join(folder.files, id), mime: 'image/png' });
  expect(folder.troubles).toEqual([]);
});

it('takes the same content twice as one', async () => {
  const folder = createFolder();
  const store = await folder.open();
  const id = await added(store, 'one.mp3', MP3);
  expect(await added(store, 'two.mp3', MP3)).toBe(id);
  expect(store.list()).toHaveLength(1);
  expect(folder.onDisk()).toEqual([id]);
});

it('serves what is in the register and nothing else', async () => {
  const folder = createFolder();
  const store = await folder.open();
  await added(store, 'a.png', PNG);
  writeFileSync(join(folder.files, 'secret.png'), PNG);
  for (const id of [
    ...['', '.', '..', '../app.sqlite', '..\\app.sqlite', '/etc/passwd', 'secret.png', 'toString'],
    ...['__proto__', 'constructor', `${'a'.repeat(22)}.png`, '%2e%2e/app.sqlite', 'C:\\x', '\0'],
  ]) {
    expect(store.served(id), id).toBeNull();
  }
});

it('is renamed, removed and brought back; what was removed is gone after the next start', async () => {
  const folder = createFolder();
  const store = await folder.open();
  const [kept, gone] = [await added(store, 'kept.gif', GIF), await added(store, 'gone.wav', WAV)];
  expect(await store.rename(kept, 'Kept‮')).toEqual({ ok: true });
  expect(await store.remove(kept)).toEqual({ ok: true });
  expect(store.list().map(({ id }) => id)).toEqual([gone]);
  expect(store.served(kept)).toBeNull();
  expect(await store.remove(kept)).toMatchObject({ ok: false, code: 'unknown_media' });
  expect(await store.restore(kept)).toEqual({ ok: true });
  expect(await store.remove(gone)).toEqual({ ok: true });
  const next = await folder.open();
  expect(next.list()).toMatchObject([{ id: kept, name: 'Kept' }]);
  expect(folder.onDisk()).toEqual([kept]);
  expect(await next.restore(gone)).toMatchObject({ ok: false, code: 'unknown_media' });
});

it('refuses what is too large, no media, or posing as it, and keeps nothing of it', async () => {
  const folder = createFolder();
  const store = await folder.open();
  const large = Buffer.concat([PNG, Buffer.alloc(MAX_MEDIA_BYTES)]);
  expect(await store.add('large.png', large)).toMatchObject({ ok: false, code: 'too_large' });
  expect(await store.add('page.png', Buffer.from('<html>'))).toMatchObject({ code: 'not_media' });
  const bomb = png(1, 1, { width: 60_000, height: 60_000 });
  expect(await store.add('bomb.png', bomb)).toMatchObject({ code: 'too_many_pixels' });
  expect(folder.onDisk()).toEqual([]);
  expect(store.list()).toEqual([]);
});

it('is bounded in files and in bytes; removed ones make room first', async () => {
  const folder = createFolder();
  const store = await folder.open();
  const ids: string[] = [];
  for (let at = 0; at < MAX_MEDIA_FILES; at += 1) {
    ids.push(await added(store, `${at}.png`, png(1, 1, { width: at + 1, height: 1 })));
  }
  expect(await store.add('more.gif', GIF)).toMatchObject({ ok: false, code: 'no_room' });
  await store.remove(ids[0] ?? '');
  await added(store, 'more.gif', GIF);
  expect(folder.onDisk()).toHaveLength(MAX_MEDIA_FILES);

  const heavy = createFolder();
  const big = await heavy.open();
  const most = Math.floor(MAX_MEDIA_TOTAL_BYTES / MAX_MEDIA_BYTES);
  for (let at = 0; at < most; at += 1) {
    await added(big, `${at}.wav`, wav(Buffer.alloc(MAX_MEDIA_BYTES - 44, at + 1)));
  }
  const one = await big.add('one more', wav(Buffer.alloc(MAX_MEDIA_BYTES - 44, 99)));
  expect(one).toMatchObject({ ok: false, code: 'no_room' });
  expect(big.usedBytes()).toBeLessThanOrEqual(MAX_MEDIA_TOTAL_BYTES);
});

it('two that come at once do not both take the last room', async () => {
  const folder = createFolder();
  const store = await folder.open();
  for (let at = 0; at < MAX_MEDIA_FILES - 1; at += 1) {
    await added(store, `${at}.png`, png(1, 1, { width: at + 1, height: 1 }));
  }
  const answers = await Promise.all([store.add('a.gif', GIF), store.add('b.mp3', MP3)]);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
});

it('a disk or a register that refuses keeps neither file nor row, and says so', async () => {
  const folder = createFolder();
  const failing = await folder.open({ save: () => Promise.reject(new Error('disk is full')) });
  expect(await failing.add('a.png', PNG)).toMatchObject({ ok: false, code: 'not_stored' });
  expect(folder.onDisk()).toEqual([]);
  const store = await folder.open();
  rmSync(folder.files, { recursive: true });
  // A file where the folder should be: every write fails, as on a disk that is broken.
  writeFileSync(folder.files, 'in the way');
  expect(await store.add('a.png', PNG)).toMatchObject({ ok: false, code: 'not_stored' });
  expect(store.list()).toEqual([]);
});

it('leaves what a crash cut off behind it, and takes in a file whose row is an older backup’s', async () => {
  const folder = createFolder();
  const id = await added(await folder.open(), 'mine.png', PNG);
  folder.db.prepare('DELETE FROM media').run();
  writeFileSync(join(folder.files, `${'z'.repeat(22)}.png.part`), 'half');
  writeFileSync(join(folder.files, `${'y'.repeat(22)}.png`), '<html>no picture');
  mkdirSync(join(folder.files, 'a-folder'));
  const store = await folder.open();
  expect(store.list()).toMatchObject([{ id, kind: 'picture', missing: false }]);
  expect(store.served(`${'y'.repeat(22)}.png`)).toBeNull();
  expect(folder.onDisk().some((name) => name.endsWith('.part'))).toBe(false);
  expect(folder.troubles).toEqual([]);
});

it('says which file is gone from the disk, and brings it back when the same is added again', async () => {
  const folder = createFolder();
  const id = await added(await folder.open(), 'mine.png', PNG);
  rmSync(join(folder.files, id));
  const store = await folder.open();
  expect(store.list()).toMatchObject([{ id, missing: true }]);
  expect(await added(store, 'the same.png', PNG)).toBe(id);
  expect(store.list()).toMatchObject([{ id, missing: false, name: 'mine.png' }]);
  expect(readFileSync(join(folder.files, id)).equals(PNG)).toBe(true);
});
