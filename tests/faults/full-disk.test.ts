/** A full disk: no acknowledgement without a commit, a word on the dashboard, and recovery by itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postGifts, useCompanions } from '../tools/companion.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';

const companions = useCompanions();

/** A disk of two megabytes of our own, so that the machine's stays as it is. */
function mountSmallDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = path.join(companions.folder(), 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });
    return folder;
  } catch {
    return null;
  }
}

function gifts(batch: number): readonly object[] {
  return Array.from({ length: 50 }, (_, index) => ({
    id: `b${batch}-${index}`,
    platform: 'myshop',
    kind: 'gift',
    sender: { id: `s${index}`, name: 'Sam of the long name '.repeat(5) },
    gift: { id: 'star', name: 'Star' },
    count: 1,
    unit: 'star',
    unitsEach: 1,
  }));
}

describe('a disk that fills up during the stream', () => {
  let disk: string | null = null;
  beforeAll(() => {
    disk = mountSmallDisk();
    if (disk === null) {
      process.stdout.write('full disk: not seen (needs root on Linux and the right to mount)\n');
    }
  });
  afterAll(() => {
    if (disk !== null) execFileSync('umount', ['-l', disk]);
  });

  it('answers 503 until there is room, says so on the dashboard, and then goes on', async (context) => {
    if (disk === null) {
      context.skip();
      return;
    }
    const companion = await companions.serve({ dataDir: path.join(disk, 'data') });
    let acknowledged = 0;
    let status = 200;
    for (let batch = 0; status === 200 && batch < 60; batch += 1) {
      const response = await postGifts(companion.ready, JSON.stringify(gifts(batch)));
      status = response.status;
      if (status === 200) acknowledged += 50;
    }
    expect(status).toBe(503);
    expect(acknowledged).toBeGreaterThan(0);

    const rpc = await connectRpc(companion.ready.dashboardUrl);
    const failing = new AbortController();
    for await (const state of await rpc.client.system.watch(undefined, {
      signal: failing.signal,
    })) {
      if (state.ledger.state === 'failing') {
        expect(state.ledger.message).toContain('full');
        break;
      }
    }
    failing.abort();
    rpc.close();

    execFileSync('mount', ['-o', 'remount,size=64m', disk]);
    await until(
      'the ledger takes gifts again',
      async () => {
        const response = await postGifts(companion.ready, JSON.stringify(gifts(1_000)));
        return response.status === 200 ? true : undefined;
      },
      { withinMs: 20_000 },
    );
    const rows = await companion.gifts();
    // What was refused while the disk was full was waiting, and may be there as well; never less, never twice.
    expect(rows.length).toBeGreaterThanOrEqual(acknowledged + 50);
    expect(new Set(rows.map((row) => row.gift_key)).size).toBe(rows.length);
    expect((await companion.verify()).exitCode).toBe(0);
  });
});
