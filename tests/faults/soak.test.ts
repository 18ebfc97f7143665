/**
 * A long stream, compressed in time: recorded gifts are played as fast as the ledger takes them, into the built
 * companion with pages that watch. By day ten minutes of it, at night all twelve hours.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { SourceStatus } from '../../shared/contract/states.ts';
import { coinfall } from '../tools/coinfall.ts';
import { INSPECTABLE, attachHeaps } from '../tools/heaps.ts';
import { useCompanions } from '../tools/companion.ts';
import type { Ready } from '../tools/companion.ts';
import { giftRows } from '../tools/csv.ts';
import { until } from '../tools/poll.ts';
import { connectRpc } from '../tools/rpc.ts';
import { unitSums } from '../tools/sent.ts';
import { recordStream } from '../tools/stream-recording.ts';

const companions = useCompanions();

const NIGHTLY = process.env['COINFALL_NIGHTLY'] === '1';
const RATE = 5;
const STREAM_S = NIGHTLY ? 12 * 3_600 : 600;
const GIFTS = RATE * STREAM_S;
const DROPS_PER_HOUR = NIGHTLY ? 6 : 60;
const WITHIN_MS = NIGHTLY ? 3_600_000 : 120_000;
const SAMPLES = 20;
/** The share of the stream after which memory is expected to be flat. */
const WARM = 0.25;
/**
 * In use after a collection, all threads together: what a few thousand more supporters and alerts may come to. A
 * leak of a hundred bytes a frame would be 70 MiB by the end of a night.
 */
const MOST_GROWTH_MIB = 16;
/** Fifty visuals and the summary. */
const MOST_WAITING = 51;

/** What an open dashboard and an overlay in OBS take in, with the most that waited at any time. */
async function watch(ready: Ready) {
  const seen = { rows: 0, totals: 0, queued: 0, source: null as SourceStatus | null, pending: 0 };
  const dashboard = await connectRpc(ready.dashboardUrl);
  const overlay = await connectRpc(ready.overlayUrl);
  const follow = (run: () => Promise<void>) => void run().catch(() => undefined);
  follow(async () => {
    for await (const event of await dashboard.client.feed.watch({})) seen.rows += event.rows.length;
  });
  follow(async () => {
    for await (const { totals } of await dashboard.client.session.watch())
      seen.totals = totals.length;
  });
  follow(async () => {
    for await (const { sources, ledger } of await dashboard.client.system.watch()) {
      seen.source = sources[0] ?? null;
      seen.pending = Math.max(seen.pending, ledger.pending);
    }
  });
  follow(async () => {
    for await (const state of await overlay.client.alerts.watch()) {
      seen.queued = Math.max(seen.queued, state.queued);
      if (state.current !== null)
        await overlay.client.alerts.painted({ alertId: state.current.alertId });
    }
  });
  return {
    seen,
    close() {
      dashboard.close();
      overlay.close();
    },
  };
}

/** Resident memory of a process in MiB; null where the system does not say. */
function residentMib(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
  } catch {
    return null;
  }
}

describe(`${STREAM_S / 60} minutes at ${RATE} gifts a second${NIGHTLY ? '' : ' (at night: 12 hours)'}`, () => {
  it(
    'end with the ledger equal to what was sent, every gap recorded, and memory flat',
    async () => {
      const file = path.join(companions.folder(), 'stream.ndjson');
      const settings = { seed: 12, rate: RATE, drops: DROPS_PER_HOUR, hostile: true };
      const startedAtMs = Date.now() - STREAM_S * 1_000;
      const stream = recordStream(file, settings, startedAtMs, GIFTS);

      const url = pathToFileURL(file).href.replace('file:', 'replay:');
      const begun = performance.now();
      const companion = await companions.serve({
        sources: [`${url}?speed=max`],
        env: INSPECTABLE,
      });
      const { ready, dataDir } = companion;
      const heaps = await attachHeaps(() => companion.stderr());
      const pages = await watch(ready);
      const curve: {
        readonly played: number;
        readonly heaps: readonly number[];
        readonly resident: number | null;
      }[] = [];
      await until(
        'the end of the recording',
        async () => {
          const played = (pages.seen.source?.frames ?? 0) / stream.frames;
          const ended = pages.seen.source?.state === 'stopped';
          if (ended || played >= curve.length / SAMPLES) {
            const resident = residentMib(ready.pid);
            curve.push({ played, heaps: await heaps.measure(), resident });
          }
          return ended;
        },
        { withinMs: WITHIN_MS, everyMs: 50 },
      );
      const seconds = (performance.now() - begun) / 1_000;
      heaps.close();
      rmSync(file);

      // Combos whose end was never sent are let go of after some seconds of silence.
      const ledger = new Database(path.join(dataDir, 'sandbox', 'ledger.sqlite'), {
        readonly: true,
      });
      const count = (sql: string) => ledger.prepare(sql).pluck().get() as number;
      const unfinished = () =>
        count("SELECT count(*) FROM gift WHERE status = 'open'") +
        count("SELECT count(*) FROM coverage WHERE closed = 0 AND source LIKE 'replay:%'");
      await until('the last frame to be booked, and no gift to be open', () => unfinished() === 0, {
        withinMs: 60_000,
        everyMs: 500,
      });
      const gaps = count("SELECT count(*) FROM coverage WHERE live = 1 AND state = 'disconnected'");
      ledger.close();

      const out = path.join(companions.folder(), 'gifts.csv');
      const common = ['--sandbox', '--data-dir', dataDir];
      const exported = await coinfall('export', '--format', 'csv', '--out', out, ...common);
      expect(exported.exitCode, exported.stderr).toBe(0);
      const rows = giftRows(readFileSync(out, 'utf8'));
      const booked = new Map(
        rows.map((row) => [row.gift_key, { unit: row.unit, units: Number(row.units) }]),
      );
      const warm = curve.find(({ played }) => played >= WARM);
      const last = curve.at(-1);
      const sum = (threads: readonly number[] = []) => threads.reduce((a, b) => a + b, 0);
      const whole = (threads: readonly number[]) => threads.map((mib) => mib.toFixed(0)).join('+');
      process.stdout.write(
        [
          `soak: ${booked.size} gifts, ${stream.frames} frames, ${stream.drops} drops in ${seconds.toFixed(0)} s`,
          `soak: MiB in use after a collection (main+threads), by share of the stream: ${curve.map((at) => `${at.played.toFixed(2)}:${whole(at.heaps)}`).join(' ')}`,
          `soak: resident MiB: ${curve.map((at) => `${at.played.toFixed(2)}:${at.resident?.toFixed(0) ?? 'not seen'}`).join(' ')}`,
          `soak: most alerts waiting ${pages.seen.queued}, most pending ${pages.seen.pending}, feed rows told ${pages.seen.rows}`,
          '',
        ].join('\n'),
      );
      pages.close();

      const wrong = [...stream.sent.gifts].filter(([key, { unit, units }]) => {
        const row = booked.get(key);
        return row?.unit !== unit || row.units !== units;
      });
      expect(wrong).toEqual([]);
      expect(unitSums(booked.values())).toEqual(unitSums(stream.sent.gifts.values()));
      expect(booked.size).toBe(stream.sent.gifts.size);
      expect(stream.sent.gifts.size).toBe(GIFTS);
      expect(gaps).toBe(stream.drops);
      expect(stream.drops).toBeGreaterThan(0);
      expect(pages.seen.queued).toBeLessThanOrEqual(MOST_WAITING);
      expect(pages.seen.rows).toBeGreaterThan(0);
      expect(pages.seen.totals).toBeGreaterThan(0);
      expect(sum(last?.heaps) - sum(warm?.heaps)).toBeLessThan(MOST_GROWTH_MIB);
      const { exitCode, stdout } = await coinfall('verify', '--json', ...common);
      expect(exitCode, stdout).toBe(0);
    },
    WITHIN_MS + 240_000,
  );
});
