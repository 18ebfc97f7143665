/** Our own sounds are what their script makes, and small enough to be on air at once. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OWN_SOUNDS } from '../../shared/alerts/media-ref.ts';
import { tempDir } from '../tools/builders.ts';

const FOLDER = join(import.meta.dirname, '../../resources/sounds');

it('every sound that a rule can choose is there, and is what the script makes', () => {
  using made = tempDir();
  execFileSync(process.execPath, [join(FOLDER, 'generate.mjs'), made.dir]);
  expect(readdirSync(made.dir).toSorted()).toEqual(
    OWN_SOUNDS.map((name) => `${name}.wav`).toSorted(),
  );
  for (const name of OWN_SOUNDS) {
    const file = readFileSync(join(FOLDER, `${name}.wav`));
    expect(file.equals(readFileSync(join(made.dir, `${name}.wav`))), name).toBe(true);
    expect(file.length, name).toBeLessThan(80_000);
  }
});
