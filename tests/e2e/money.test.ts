/** Money out and in over the typed contract, as a page of the built companion will use it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/ledger/entries.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { connectRpc } from '../tools/rpc.ts';
import type { RpcClient } from '../tools/rpc.ts';

const companions = useCompanions();
let companion: RunningCompanion;
let rpc: RpcClient;

beforeAll(async () => {
  companion = await companions.serve();
  rpc = await connectRpc(companion.ready.dashboardUrl);
});
afterAll(() => rpc.close());

const PAYOUT = {
  ...{ kind: 'payout', atMs: Date.UTC(2026, 10, 2), platform: 'tiktok', unit: 'coin' },
  ...{ units: 10_000, currency: 'USD', grossMinor: 5_000, feeMinor: 90, taxMinor: 0 },
  netMinor: 4_910,
} as const;

function record(entry: object, note: string | null = null) {
  return rpc.client.money.record({ entry: entry as Entry, note, id: null });
}

describe('money over the contract', () => {
  it.each<[code: string, entry: object, words: RegExp]>([
    ['malformed', {}, /The entry|“kind”/],
    ['malformed', { ...PAYOUT, units: 1.5 }, /“units” of the entry is not valid/],
    ['erasure_by_erase', { kind: 'erasure', personNo: 1 }, /by the command for it/],
    [
      'bank_holds_money_only',
      {
        ...{ kind: 'fee', atMs: 1_500_000_000_000, platform: 'tiktok', unit: 'coin', units: 1 },
        heldAt: 'bank',
      },
      /A bank holds no “coin”/,
    ],
    ['unbalanced', { ...PAYOUT, netMinor: 5_000 }, /not the net amount/],
    ['row_unknown', { kind: 'reversal', corrects: 99 }, /no row 99/],
  ])('is refused with %s in words', async (code, entry, words) => {
    const outcome = await record(entry);
    expect(outcome).toMatchObject({ ok: false, code });
    expect(outcome).toMatchObject({ message: expect.stringMatching(words) as string });
    expect(outcome).toMatchObject({
      message: expect.stringContaining('Nothing was recorded') as string,
    });
  });

  it('comes back as entries, payouts with their real rate, and balances with their labels', async () => {
    const outcome = await record(PAYOUT, 'October');
    expect(outcome).toEqual({
      ...{ ok: true, seq: 1, effectiveAtMs: PAYOUT.atMs, moved: false, known: false },
    });
    const [entry] = await rpc.client.money.entries({ beforeSeq: null, limit: 10 });
    expect(entry).toMatchObject({ seq: 1, entry: PAYOUT, note: 'October', reversedBy: null });
    const sums = new Map<string, bigint>();
    for (const { commodity, amount } of entry?.moves ?? []) {
      sums.set(commodity, (sums.get(commodity) ?? 0n) + amount);
    }
    expect([...sums]).toEqual([
      ['COIN', 0n],
      ['USD', 0n],
    ]);
    const [payout] = await rpc.client.money.payouts({ beforeSeq: null, limit: 10 });
    expect(payout).toMatchObject({
      ...{
        label: 'paid',
        effectiveRate: { numerator: 5_000n * 10_000n, denominator: 10_000n, unitMicros: 5_000n },
      },
    });
    const { rows } = await rpc.client.money.balances();
    expect(rows).toMatchObject([
      { platform: null, unit: 'USD', units: 4_910n, label: 'paid', estimate: null },
      { platform: 'tiktok', unit: 'coin', units: -10_000n, label: 'observed' },
    ]);
    expect(rows[1]?.estimate).toMatchObject({ label: 'estimated', micros: -50_000_000n });
  });

  it('is reconciled with what was paid, the estimate’s variance explained to the last micro', async () => {
    const about = {
      ...{ platform: 'tiktok', unit: 'coin' },
      span: { fromMs: Date.UTC(2026, 10, 1), toMs: Date.UTC(2026, 11, 1) },
    };
    const late = Date.now() < Date.UTC(2026, 10, 30);
    const span = late ? { ...about.span, toMs: Date.UTC(2026, 10, 3) } : about.span;
    expect(await rpc.client.money.report({ ...about, span, units: 10_000, note: '' })).toEqual({
      ok: true,
    });
    const outcome = await rpc.client.money.reconcile({ ...about, span, reported: null });
    if (!outcome.ok) throw new Error(outcome.message);
    const [paid] = outcome.report.paid;
    expect(outcome.report).toMatchObject({ variance: 10_000n, rest: 10_000n });
    expect(paid?.variance).toEqual({
      ...{ estimateMicros: 0n, varianceMicros: 49_100_000n, restMicros: 0n },
      explanations: [
        { code: 'units', micros: 50_000_000n },
        { code: 'fee', micros: -900_000n },
      ],
    });
  });

  it('has nothing for an overlay', async () => {
    const overlay = await connectRpc(companion.ready.overlayUrl);
    await expect(overlay.client.money.balances()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(overlay.client.people.erase({ personNo: 1 })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    overlay.close();
  });

  it('keeps how long raw frames stay, over a restart', async () => {
    expect(await rpc.client.evidence.retention()).toEqual({ days: 365 });
    expect(await rpc.client.evidence.setRetention({ days: null })).toEqual({ ok: true });
    await companion.stop();
    rpc.close();
    const next = await companions.serve({ dataDir: companion.dataDir });
    rpc = await connectRpc(next.ready.dashboardUrl);
    expect(await rpc.client.evidence.retention()).toEqual({ days: null });
    await expect(rpc.client.evidence.setRetention({ days: 0 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
