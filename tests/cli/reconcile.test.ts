import { beforeAll, describe, expect, it } from 'vitest';
import { coinfall } from '../tools/coinfall.ts';
import { useCompanions } from '../tools/companion.ts';
import type { RunningCompanion } from '../tools/companion.ts';
import { connectRpc } from '../tools/rpc.ts';
import { star } from './gifts.ts';

const companions = useCompanions();
const ABOUT = ['--platform', 'myshop', '--unit', 'star'];
const MARCH = ['--from', '2026-03-01', '--to', '2026-04-01', '--zone', 'UTC'];

let companion: RunningCompanion;
beforeAll(async () => {
  companion = await companions.serve();
  await companion.post([
    star('1', { count: 40 }),
    star('2', { count: 2 }),
    star('april', { count: 5, occurredAt: '2026-04-01T00:00:00.000Z' }),
  ]);
  await say(
    ...['record', 'income', '--platform', 'myshop', '--units', '8', '--unit', 'star'],
    ...['--at', '2026-03-09', '--zone', 'UTC'],
  );
  await say(
    ...['record', 'payout', '--platform', 'myshop', '--units', '40', '--unit', 'star'],
    ...['--currency', 'EUR', '--gross', '10', '--fee', '1', '--at', '2026-03-20', '--zone', 'UTC'],
  );
});

function say(...args: readonly string[]) {
  return coinfall(...args, '--data-dir', companion.dataDir);
}

async function reconciled(...args: readonly string[]) {
  const { exitCode, lines, stderr } = await say('reconcile', ...ABOUT, ...args, '--json');
  expect(exitCode, stderr).toBe(0);
  return lines()[0] ?? {};
}

async function refused(...args: readonly string[]) {
  const { exitCode, lines } = await say('reconcile', ...args, '--json');
  return [exitCode, lines()[0]?.['code'], lines()[0]?.['message']] as const;
}

describe('reconcile', () => {
  it('needs a figure: none was recorded, and a dry run records none', async () => {
    const [exitCode, code, message] = await refused(...ABOUT, ...MARCH);
    expect([exitCode, code]).toEqual([1, 'no_statement']);
    expect(message).toMatch(/Give the one that the platform reported/);
    expect(await reconciled(...MARCH, '--reported', '7', '--dry-run')).toMatchObject({
      variance: '-35',
    });
    expect((await refused(...ABOUT, ...MARCH))[1]).toBe('no_statement');
  });

  it('sets the reported figure beside the booked one, explains, and leaves a rest', async () => {
    const report = await reconciled(...MARCH, '--reported', '55', '--note', 'from the dashboard');
    expect(report).toMatchObject({
      ...{ event: 'reconciled', platform: 'myshop', unit: 'star', sessionNo: null },
      ...{ from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' },
      reported: { units: '55', label: 'paid' },
      observed: { units: '42', label: 'observed' },
      variance: '13',
      explanations: [{ code: 'entry', kind: 'income', units: '8', certainty: 'known' }],
      rest: '5',
      paid: [
        {
          ...{ label: 'paid', currency: 'EUR', units: '40', netMicros: '9000000' },
          effectiveRate: { unitMicros: '250000' },
          // No card says what a star is worth.
          variance: null,
        },
      ],
    });
  });

  it('says the same in calm words', async () => {
    const { stdout } = await say('reconcile', ...ABOUT, ...MARCH, '--reported', '55');
    expect(stdout.split('\n')).toEqual([
      'Reported  55 star',
      'Booked    42 star',
      '13 star more was reported:',
      '  +8 star  1 entry of kind income, recorded by hand',
      '5 star more that nothing here explains. Does the figure use the same time zone, and the same first and last day?',
      'Paid out  40 star in 1 payout: €9.00 arrived',
      '  The rate was 0.25 EUR for one star',
      '  No rate card covers all of it, so there is no estimate to compare with.',
      '',
    ]);
    const agreed = await say('reconcile', ...ABOUT, ...MARCH, '--reported', '50', '--dry-run');
    expect(agreed.stdout).toContain('That may be all of it.');
  });

  it('remembers the last figure for this very span, and none for another', async () => {
    await reconciled(...MARCH, '--reported', '50');
    expect(await reconciled(...MARCH)).toMatchObject({ reported: { units: '50' }, rest: '0' });
    const april = ['--from', '2026-04-01', '--to', '2026-05-01', '--zone', 'UTC'];
    expect((await refused(...ABOUT, ...april))[1]).toBe('no_statement');
  });

  it('compares a session, by its own gifts', async () => {
    const rpc = await connectRpc(companion.ready.dashboardUrl);
    const { sessionNo } = await rpc.client.session.open({ title: 'Evening' });
    await companion.post(star('in-session', { count: 3 }));
    await rpc.client.session.close();
    rpc.close();
    const session = ['--session', String(sessionNo), '--reported', '3'];
    expect(await reconciled(...session)).toMatchObject({
      ...{ sessionNo, observed: { units: '3' }, variance: '0', explanations: [], rest: '0' },
    });
    const { stdout } = await say('reconcile', ...ABOUT, ...session);
    expect(stdout).toContain('They agree.');
  });

  it.each<[code: string, exit: number, args: readonly string[], words: RegExp]>([
    ['span_missing', 2, ABOUT, /either --from and --to, or --session/],
    ['span_missing', 2, [...ABOUT, ...MARCH, '--session', '1'], /either --from and --to/],
    ['session_malformed', 2, [...ABOUT, '--session', 'one'], /“one” is not the number/],
    ['session_unknown', 1, [...ABOUT, '--session', '99', '--reported', '1'], /no session 99/],
    ['session_unknown', 1, [...ABOUT, '--session', '99'], /Check its number/],
    ['time_malformed', 2, [...ABOUT, '--from', 'x', '--to', '2026-01-01'], /“x” is not a time/],
    ['amount_malformed', 2, [...ABOUT, ...MARCH, '--reported', '1.5'], /whole number/],
    ['period_empty', 2, [...ABOUT, '--from', '2026-04-01', '--to', '2026-03-01'], /begin before/],
    ['date_too_early', 2, [...ABOUT, '--from', '2014-04-01', '--to', '2026-03-01'], /before 2015/],
    ['unknown_unit', 2, ['--platform', 'tiktok', '--unit', 'coins', ...MARCH], /Use coin/],
    ['malformed', 2, [...ABOUT, ...MARCH, '--reported', '-1'], /“units” of the figure/],
  ])('refuses with %s and exit %i', async (code, exit, args, words) => {
    const [exitCode, found, message] = await refused(...args);
    expect([exitCode, found]).toEqual([exit, code]);
    expect(message).toMatch(words);
  });
});

describe('balance', () => {
  it('says what is held, native units and money apart', async () => {
    const { stdout, exitCode } = await say('balance');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual([
      'bank    €9.00',
      'myshop  18 star',
    ]);
    const { lines } = await say('balance', '--json');
    expect(lines()).toEqual([
      {
        ...{ event: 'balance', seq: expect.any(Number) as number, unpricedGifts: 0 },
        rows: [
          { platform: null, unit: 'EUR', units: '900', label: 'paid', estimate: null },
          { platform: 'myshop', unit: 'star', units: '18', label: 'observed', estimate: null },
        ],
      },
    ]);
  });

  it('of an empty ledger says that there is nothing yet', async () => {
    const empty = await companions.serve();
    const { stdout } = await coinfall('balance', '--data-dir', empty.dataDir);
    expect(stdout).toBe('Nothing is held anywhere yet.\n');
    await empty.stop();
  });
});
