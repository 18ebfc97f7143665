import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backupName,
  expiredBackups,
  listBackups,
  makingFolder,
  sweepUnfinished,
} from '../../electron/ledger/backup-folders.ts';
import type { StoredBackup } from '../../electron/ledger/backup-folders.ts';
import type { BackupReason } from '../../electron/ledger/backup-manifest.ts';
import { backupsFolder } from '../../electron/ledger/files.ts';
import { tempDir } from '../tools/builders.ts';
import { filledLedger, madeBackup } from './backed-up.ts';

const DAY_MS = 24 * 60 * 60_000;
const QUARTER_MS = 15 * 60_000;
const NOON = Date.UTC(2026, 4, 20, 12);

function stored(
  atMs: number,
  reason: BackupReason = 'timed',
  history: string | null = 'mine',
): StoredBackup {
  return {
    folder: backupName(atMs, reason),
    manifest: {
      ...{ format: 1, atMs, reason, mode: 'live', schema: { ledger: 10, app: 10 } },
      ...{ history, head: { seq: 1, hash: 'h' }, totals: [], files: [] },
    },
  };
}

/** What is left when backups are made one after another, each letting go of what has had its time. */
function keptAfter(made: readonly StoredBackup[]): readonly StoredBackup[] {
  let kept: readonly StoredBackup[] = [];
  for (const latest of made) {
    const all = [...kept, latest];
    const expired = new Set(expiredBackups(all, latest));
    kept = all.filter((backup) => !expired.has(backup));
  }
  return [...kept].sort((a, b) => b.manifest.atMs - a.manifest.atMs);
}

describe('the backups that are kept', () => {
  it('are three of today and one of each of the last seven days, after a month of long streams', () => {
    const made = Array.from({ length: 30 }, (_, day) =>
      Array.from({ length: 16 }, (__, at) => stored(NOON + day * DAY_MS + at * QUARTER_MS)),
    ).flat();
    const kept = keptAfter(made).map(({ manifest }) => manifest.atMs);
    const lastOf = (day: number) => NOON + day * DAY_MS + 15 * QUARTER_MS;
    expect(kept).toEqual([
      ...[0, 1, 2].map((back) => lastOf(29) - back * QUARTER_MS),
      ...[28, 27, 26, 25, 24, 23, 22].map(lastOf),
    ]);
  });

  it('hold the newest one, are ten at most, and never lack a day while there is room', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 20 * DAY_MS }), { minLength: 1 });
    fc.assert(
      fc.property(times, (offsets) => {
        const made = offsets.sort((a, b) => a - b).map((offset) => stored(NOON + offset));
        const kept = keptAfter(made);
        expect(kept[0]).toBe(made.at(-1));
        expect(kept.length).toBeLessThanOrEqual(10);
        const days = (all: readonly StoredBackup[]) =>
          new Set(all.map(({ manifest }) => Math.floor(manifest.atMs / DAY_MS))).size;
        expect(days(kept)).toBeGreaterThanOrEqual(Math.min(days(made), 8));
      }),
    );
  });

  it('hold the last one before a change of schema, however many are made afterwards', () => {
    const migration = stored(NOON, 'migration');
    const later = Array.from({ length: 12 }, (_, at) => stored(NOON + (at + 1) * QUARTER_MS));
    expect(keptAfter([stored(NOON - QUARTER_MS), migration, ...later])).toContain(migration);
  });

  it('hold the last one of a ledger that a new one has taken the place of', () => {
    const old = [stored(NOON), stored(NOON + QUARTER_MS)];
    const interim = Array.from({ length: 40 }, (_, at) =>
      stored(NOON + (at + 2) * QUARTER_MS, 'timed', 'interim'),
    );
    const kept = keptAfter([...old, ...interim]);
    expect(kept).toContain(old[1]);
    expect(kept).not.toContain(old[0]);
  });
});

describe('the folder of backups', () => {
  it('lists whole backups only, newest first', async () => {
    using ledger = filledLedger(1);
    const first = await madeBackup(ledger.dir, NOON);
    const second = await madeBackup(ledger.dir, NOON + QUARTER_MS);
    const third = await madeBackup(ledger.dir, NOON + 2 * QUARTER_MS);
    rmSync(join(second.folder, 'app.sqlite'));
    mkdirSync(join(backupsFolder(ledger.dir), 'holiday-photos'));
    expect(listBackups(ledger.dir).map(({ folder }) => folder)).toEqual([
      third.folder,
      first.folder,
    ]);
    writeFileSync(join(third.folder, 'ledger.sqlite'), 'short');
    expect(listBackups(ledger.dir).map(({ folder }) => folder)).toEqual([first.folder]);
  });

  it('is swept of what a maker that is gone left unfinished, and of nothing else', () => {
    using folder = tempDir();
    const own = makingFolder(folder.dir);
    const parent = backupsFolder(folder.dir);
    // The first process lives as long as the system.
    const ofAnother = join(parent, '.making-1-abc');
    const ofTheDead = join(parent, '.making-999999999-abc');
    const foreign = join(parent, '.making-cake');
    for (const name of [ofAnother, ofTheDead, foreign]) mkdirSync(name);
    sweepUnfinished(folder.dir);
    expect([own, ofAnother, ofTheDead, foreign].map((name) => existsSync(name))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
