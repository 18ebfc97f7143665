/** A period that was locked while frames of its gifts were still on their way, through the built companion. */
import { expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { bookedUnits, giftRows } from '../tools/csv.ts';
import { until } from '../tools/poll.ts';

const companions = useCompanions();
const END = '2026-02-01T00:00:00.000Z';

function combo(id: string, count: number, final: boolean, streak = 's1'): object {
  return {
    ...{ id, platform: 'myshop', kind: 'gift', sender: { id: 'u1', name: 'Ann' }, streak },
    ...{ gift: { id: 'g1', name: 'Star' }, count, unit: 'star', unitsEach: 5, final },
    occurredAt: '2026-01-20T12:00:00.000Z',
  };
}

async function giftsOf(companion: RunningCompanion, from: string, to: string) {
  const { stdout } = await coinfall(
    ...['export', '--format', 'csv', '--out', '-', '--from', from, '--to', to, '--zone', 'UTC'],
    ...['--data-dir', companion.dataDir],
  );
  return giftRows(stdout);
}

async function record(companion: RunningCompanion, ...args: readonly string[]) {
  const { lines } = await coinfall('record', ...args, '--json', '--data-dir', companion.dataDir);
  return lines()[0] ?? {};
}

it('a higher frame of a locked period is a line of its own at the lock’s end, and no total is lost', async () => {
  const companion = await companions.serve();
  await companion.post(combo('m1', 4, false));
  const period = ['lock', '--to', '2026-02-01', '--zone', 'UTC'];
  expect(await record(companion, ...period)).toMatchObject({ code: 'gift_open' });
  // Ten seconds of silence, and the gift counts as over.
  const lock = await until(
    'the lock to be taken',
    async () => {
      const answer = await record(companion, ...period);
      return answer['event'] === 'recorded' && answer;
    },
    { withinMs: 30_000, everyMs: 500 },
  );
  const before = bookedUnits(await giftsOf(companion, '2026-01-01', '2026-02-01'), 'star');
  expect(before).toBe(20n);

  await companion.post([combo('m2', 9, true), combo('new', 2, true, 's2')]);
  const rows = (await companion.gifts()).filter((row) => row.gift_key.endsWith('|s1'));
  expect(rows.map((row) => [row.effective_at, row.quantity, row.units, row.status])).toEqual([
    ['2026-01-20T12:00:00.000Z', '4', '20', 'settled'],
    [END, '5', '25', 'settled'],
  ]);
  expect(await giftsOf(companion, '2026-01-01', '2026-02-01')).toHaveLength(1);
  const locked = await giftsOf(companion, '2026-01-01', '2026-02-01');
  const after = await giftsOf(companion, '2026-02-01', '2026-03-01');
  expect(bookedUnits(locked, 'star')).toBe(before);
  expect(bookedUnits(locked, 'star') + bookedUnits(after, 'star')).toBe(55n);

  const moved = (await companion.journal()).filter((row) => row.effective_at === END);
  expect(moved.map((row) => [row.kind, row.delta, row.note])).toEqual([
    ['gift', '5', 'period locked: booked at its end'],
    ['gift', '2', 'period locked: booked at its end'],
  ]);

  const args = ['--platform', 'myshop', '--unit', 'star', '--zone', 'UTC', '--dry-run', '--json'];
  const january = await coinfall(
    ...['reconcile', '--from', '2026-01-01', '--to', '2026-02-01', '--reported', '55', ...args],
    ...['--data-dir', companion.dataDir],
  );
  expect(january.lines()[0]).toMatchObject({
    ...{ variance: '35', rest: '0' },
    explanations: [{ code: 'moved_out', units: '35', count: 2 }],
  });

  const words = await coinfall(
    ...['reconcile', '--from', '2026-01-01', '--to', '2026-02-01', '--reported', '55'],
    ...[...args.filter((arg) => arg !== '--json'), '--data-dir', companion.dataDir],
  );
  expect(words.stdout).toContain('+35 star  2 gifts of this period that came after it was locked');

  // A repeated frame changes nothing, locked or not; an unlocked period takes its own again.
  expect(await companion.post(combo('m2', 9, true))).toMatchObject({ duplicates: 1 });
  await record(companion, 'reversal', '--row', String(lock['seq']));
  await companion.post(combo('m3', 10, true));
  const own = await giftsOf(companion, '2026-01-01', '2026-02-01');
  expect(bookedUnits(own, 'star')).toBe(25n);
  expect(bookedUnits(await companion.gifts(), 'star')).toBe(60n);
  const { exitCode, stdout } = await companion.verify();
  expect(exitCode, stdout).toBe(0);
  await companion.stop();
});
