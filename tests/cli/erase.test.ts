import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
let companion: RunningCompanion;
beforeAll(async () => {
  companion = await companions.serve();
  await companion.post([
    star('1', { sender: { id: 'u1', name: 'Ada', handle: 'ada_l' }, count: 1_200 }),
    star('2', { sender: { id: 'u2', name: 'Adam', handle: 'adam' } }),
    star('3', { sender: { id: '777', name: 'Bea' } }),
  ]);
});

function erase(...args: readonly string[]) {
  return coinfall('erase', ...args, '--data-dir', companion.dataDir);
}

describe('erase', () => {
  it('shows whom it found, and changes nothing until it is told so', async () => {
    const head = await companion.head();
    const { exitCode, stdout, stderr } = await erase('--person', 'ada_l');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('1  Ada (@ada_l) on myshop: 1 gift, 1,200 star\n');
    expect(stderr).toContain('Nothing was changed. Add --yes to forget supporter 1.');
    const { lines } = await erase('--person', 'ada_l', '--json');
    expect(lines()[0]).toMatchObject({ event: 'error', code: 'not_confirmed' });
    expect(await companion.head()).toBe(head);
  });

  it('asks which one, when it could be several', async () => {
    const { exitCode, stderr } = await erase('--person', 'ada', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/could be any of these; say which by its number/);
    expect(stderr).toContain('1  Ada (@ada_l)');
    expect(stderr).toContain('2  Adam (@adam)');
  });

  it('knows nobody by a name that is not there, nor by digits within one', async () => {
    for (const text of ['Grace', '99', '77']) {
      const { exitCode, lines } = await erase('--person', text, '--yes', '--json');
      expect([exitCode, lines()[0]?.['code']]).toEqual([1, 'person_unknown']);
      expect(lines()[0]?.['message']).toMatch(/No supporter is found by .* Nothing was changed/);
    }
  });

  it('waits while a gift of theirs still grows', async () => {
    const growing = { ...star('g', { sender: { id: 'u4', name: 'Gro' } }), streak: 's' };
    await companion.post({ ...growing, final: false });
    const { exitCode, lines } = await erase('--person', 'Gro', '--yes', '--json');
    expect([exitCode, lines()[0]?.['code']]).toEqual([1, 'gift_open']);
    expect(lines()[0]?.['message']).toMatch(/still growing. Try again in a minute/);
    await companion.post({ ...growing, id: 'g2' });
    expect((await erase('--person', 'Gro', '--yes')).exitCode).toBe(0);
  });

  it('forgets by number or platform id, and says what older backups still know', async () => {
    const { exitCode, lines } = await erase('--person', '777', '--yes', '--json');
    expect([exitCode, lines()]).toEqual([
      0,
      [{ event: 'erased', personNo: 3, seq: expect.any(Number) as number }],
    ]);
    const words = await erase('--person', '1', '--yes');
    expect(words.stdout).toContain('Forgotten. Exports now say erased-1.');
    expect(words.stdout).toMatch(/Backups that were made before still know this person/);
    const named = (await companion.gifts()).map((row) => row.sender_name).toSorted();
    expect(named).toEqual(['Adam', 'erased-1', 'erased-3', 'erased-4']);
    expect((await companion.verify()).exitCode).toBe(0);
  });

  it('forgets just as well when no companion runs', async () => {
    await companion.post(star('alone', { sender: { id: 'u9', name: 'Lone Wolf' } }));
    await companion.stop();
    const { exitCode, lines } = await erase('--person', 'Lone Wolf', '--yes', '--json');
    expect([exitCode, lines()[0]?.['event']]).toEqual([0, 'erased']);
    const entries = readdirSync(companion.dataDir, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const text = readFileSync(path.join(entry.parentPath, entry.name));
      expect(text.includes('Lone Wolf'), entry.name).toBe(false);
    }
    expect((await companion.verify()).exitCode).toBe(0);
  });
});
