import { describe, expect, it, vi } from 'vitest';
import type { CommandOutcome, LedgerCommand } from '../../electron/ledger/commands.ts';
import { createIngest } from '../../electron/ingest/ingest.ts';
import { implausible, wellFormed } from '../../electron/ingest/checks.ts';
import { withCatalogue } from '../../electron/ingest/prices.ts';
import type { Normalised } from '../../electron/sources/source.ts';
import type { GiftFrame } from '../../shared/gift.ts';
import { MAX_UNITS_PER_GIFT } from '../../shared/units.ts';
import {
  T0,
  TIKFINITY,
  bundleFrame,
  comboKey,
  giftFrame,
  tempLedger,
  total,
} from '../tools/builders.ts';
import { FIXTURES_ABSENT, fixtureJson } from '../tools/fixtures.ts';

const DAY_MS = 86_400_000;
const LIVE = { source: TIKFINITY, live: true };
const PUSHED = { source: 'webhook://', live: false };

const normalised = (frames: readonly GiftFrame[], more: Partial<Normalised> = {}): Normalised => ({
  frames,
  rejections: [],
  ...more,
});

/** An ingest in front of a ledger that notes what it is sent and answers as told. */
function stage(outcomeOf: (command: LedgerCommand) => CommandOutcome = () => 'accepted') {
  const batches: LedgerCommand[][] = [];
  const shown = vi.fn();
  const raid = vi.fn();
  const ingest = createIngest(
    {
      submit: (commands) => {
        batches.push([...commands]);
        return Promise.resolve(commands.map(outcomeOf));
      },
    },
    () => T0,
    { test: shown, raid },
  );
  return { ingest, batches, shown, raid };
}

describe('ingest', () => {
  it('sends all frames of one raw frame to the ledger together, with source, time and evidence', async () => {
    const { ingest, batches } = stage();
    const frames = [giftFrame({ counter: total(1) }), giftFrame({ counter: total(2) })];
    const outcomes = await ingest.accept(LIVE, { raw: true }, normalised(frames));
    expect(batches).toEqual([
      frames.map((frame) => ({
        type: 'gift',
        gift: {
          frame,
          source: TIKFINITY,
          observedAtMs: T0,
          live: true,
          evidence: '{"raw":true}',
        },
      })),
    ]);
    expect(outcomes).toEqual(Array(2).fill({ type: 'committed', outcome: 'accepted' }));
  });

  it('answers each frame with its own outcome, whatever stands between them', async () => {
    const bad = giftFrame({ counter: total(MAX_UNITS_PER_GIFT), unitsEach: 2 });
    const first = giftFrame();
    const { ingest, batches } = stage((command) => {
      if (command.type !== 'gift') return 'done';
      return command.gift.frame.messageId === first.messageId ? 'duplicate' : 'conflict';
    });
    const outcomes = await ingest.accept(
      LIVE,
      'raw',
      normalised([first, bad, giftFrame()], {
        rejections: [{ code: 'malformed', message: 'no' }],
        streamEnded: true,
      }),
    );
    expect(outcomes).toMatchObject([
      { type: 'committed', outcome: 'duplicate' },
      { type: 'rejected', rejection: { code: 'worth_implausible' } },
      { type: 'committed', outcome: 'conflict' },
    ]);
    expect(batches[0]?.map((command) => command.type)).toEqual([
      'rejected',
      'gift',
      'rejected',
      'gift',
      'streamEnded',
    ]);
  });

  it('records what was refused with its code and an excerpt of what came', async () => {
    const { ingest, batches } = stage();
    const raw = `${'x'.repeat(499)}😀 and more`;
    await ingest.accept(
      LIVE,
      raw,
      normalised([], { rejections: [{ code: 'malformed', message: 'Not a gift.' }] }),
    );
    expect(batches).toEqual([
      [
        {
          type: 'rejected',
          atMs: T0,
          source: TIKFINITY,
          code: 'malformed',
          message: 'Not a gift.',
          excerpt: `${'x'.repeat(499)}\ufffd`,
        },
      ],
    ]);
  });

  it('does not trouble the ledger with frames that are no gifts', async () => {
    const { ingest, batches } = stage();
    expect(await ingest.accept(LIVE, 'chat', normalised([]))).toEqual([]);
    expect(batches).toEqual([]);
  });

  it('shows a test once for each, and tells the ledger nothing of it', async () => {
    const { ingest, batches, shown } = stage();
    expect(await ingest.accept(LIVE, 'test', normalised([], { tests: 2 }))).toEqual([]);
    expect(shown).toHaveBeenCalledTimes(2);
    expect(batches).toEqual([]);
  });

  it('welcomes each raid, and tells the ledger nothing of it', async () => {
    const { ingest, batches, raid } = stage();
    const ann = { platform: 'twitch', senderName: 'Ann', viewers: 430 };
    expect(await ingest.accept(LIVE, 'raid', normalised([], { raids: [ann] }))).toEqual([]);
    expect(raid.mock.calls).toEqual([[ann]]);
    expect(batches).toEqual([]);
  });

  it('passes the ledger’s refusal on', async () => {
    const ingest = createIngest({ submit: () => Promise.reject(new Error('full')) }, () => T0, {
      test: vi.fn(),
      raid: vi.fn(),
    });
    await expect(ingest.accept(LIVE, '', normalised([giftFrame()]))).rejects.toThrow('full');
  });

  it('keeps at most 64 KiB of a raw frame, and takes frames that have no JSON', async () => {
    const { ingest, batches } = stage();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const raw of ['x'.repeat(1_000_000), undefined, circular, 12n]) {
      await ingest.accept(LIVE, raw, normalised([giftFrame()]));
    }
    const evidence = batches.flat().map((one) => (one.type === 'gift' ? one.gift.evidence : ''));
    expect(evidence.map((text) => text?.length)).toEqual([65_536, 0, 15, 15]);
  });

  it('hands the ledger what it can store: half a surrogate pair arrives whole', async () => {
    using ledger = tempLedger();
    const ingest = createIngest(
      { submit: (commands) => Promise.resolve(ledger.store.commit(commands).outcomes) },
      () => T0,
      { test: vi.fn(), raid: vi.fn() },
    );
    const frame = giftFrame({
      messageId: 'm\ud83d',
      sender: { id: 'a\ud83d', handle: '\ude00', name: 'x\ud83dy' },
      gift: { id: '\ud83d', name: '\ud83d' },
      receiverId: '\ud83d',
    });
    const [first, again] = [
      await ingest.accept(LIVE, 'raw \ud83d', normalised([frame])),
      await ingest.accept(LIVE, 'raw \ud83d', normalised([frame])),
    ];
    expect([...first, ...again]).toEqual([
      { type: 'committed', outcome: 'accepted' },
      { type: 'committed', outcome: 'duplicate' },
    ]);
    expect(ledger.all('SELECT platform_id, name FROM person')).toEqual([
      { platform_id: 'a\ufffd', name: 'x\ufffdy' },
    ]);
    expect(ledger.verify().ok).toBe(true);
  });
});

describe('wellFormed', () => {
  it('leaves good text alone', () => {
    const frame = giftFrame({ sender: { id: '1', handle: null, name: '😀' } });
    expect(wellFormed(frame)).toEqual(frame);
  });
});

describe('the catalogue', () => {
  const unpriced = (parts: Partial<GiftFrame> = {}) =>
    withCatalogue(giftFrame({ gift: { id: '5658', name: null }, unitsEach: null, ...parts }));

  it('prices and names a TikTok gift by its id where the frame does not', () => {
    expect(unpriced()).toMatchObject({ unitsEach: 20, gift: { id: '5658', name: 'Perfume' } });
  });

  it('never overrules the frame, nor goes by the name', () => {
    expect(unpriced({ unitsEach: 25 })).toMatchObject({ unitsEach: 25, gift: { name: 'Perfume' } });
    expect(unpriced({ gift: { id: '5658', name: 'Parfum' } })).toMatchObject({
      unitsEach: 20,
      gift: { name: 'Parfum' },
    });
    expect(unpriced({ gift: { id: null, name: 'Perfume' } }).unitsEach).toBeNull();
    expect(unpriced({ gift: { id: '999999999', name: 'Perfume' } }).unitsEach).toBeNull();
  });

  it('tells the two gifts called Yacht apart', () => {
    const each = (id: string) => unpriced({ gift: { id, name: 'Yacht' } }).unitsEach;
    expect([each('6103'), each('9501')]).toEqual([9_888, 20_000]);
  });

  it('is TikTok’s own and no other platform’s', () => {
    expect(unpriced({ platform: 'myshop' }).unitsEach).toBeNull();
    expect(unpriced({ unit: 'star' }).unitsEach).toBeNull();
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])(
    'knows no gift with the id %j',
    (id) => {
      const frame = giftFrame({ gift: { id, name: null }, unitsEach: null });
      expect(withCatalogue(frame)).toEqual(frame);
    },
  );

  it.skipIf(FIXTURES_ABSENT !== null)(
    `agrees with the recorded list wherever both know a price ${FIXTURES_ABSENT ?? ''}`,
    () => {
      const recorded = (
        fixtureJson('tiktok-gifts.json') as { id: number | string | null; diamondCount: number }[]
      ).filter((one) => one.id !== null);
      expect(recorded.length).toBeGreaterThan(80);
      const known = recorded.filter(
        (one) => unpriced({ gift: { id: String(one.id), name: null } }).unitsEach !== null,
      );
      expect(known.length).toBeGreaterThan(80);
      for (const { id, diamondCount } of known) {
        expect([id, unpriced({ gift: { id: String(id), name: null } }).unitsEach]).toEqual([
          id,
          diamondCount,
        ]);
      }
    },
  );
});

describe('an implausible frame', () => {
  it.each<[string, GiftFrame, boolean, string | null]>([
    [
      'the most one gift can be worth',
      giftFrame({ counter: total(MAX_UNITS_PER_GIFT) }),
      true,
      null,
    ],
    [
      'more than that',
      giftFrame({ counter: total(1_000_001), unitsEach: 1_000_000 }),
      true,
      'worth_implausible',
    ],
    [
      'beyond what a number holds',
      giftFrame({ counter: total(MAX_UNITS_PER_GIFT), unitsEach: MAX_UNITS_PER_GIFT }),
      true,
      'worth_implausible',
    ],
    [
      'many of unknown price',
      giftFrame({ counter: total(MAX_UNITS_PER_GIFT), unitsEach: null }),
      true,
      null,
    ],
    ['a bundle of a million', bundleFrame({ type: 'announced', atLeast: 1_000_000 }), true, null],
    [
      'a bundle of more',
      bundleFrame({ type: 'announced', atLeast: 1_000_001 }),
      true,
      'count_implausible',
    ],
    [
      'a child of more months',
      bundleFrame({ type: 'child', atLeast: 1_000_001 }),
      true,
      'count_implausible',
    ],
    ['a pushed gift of tomorrow', giftFrame({ occurredAtMs: T0 + DAY_MS }), false, null],
    [
      'a pushed gift of the day after',
      giftFrame({ occurredAtMs: T0 + DAY_MS + 1 }),
      false,
      'time_implausible',
    ],
    ['a pushed gift of 2015', giftFrame({ occurredAtMs: Date.UTC(2015, 0, 1) }), false, null],
    [
      'a pushed gift of 2014',
      giftFrame({ occurredAtMs: Date.UTC(2015, 0, 1) - 1 }),
      false,
      'time_implausible',
    ],
    [
      'a pushed gift in seconds for milliseconds',
      giftFrame({ occurredAtMs: T0 / 1_000 }),
      false,
      'time_implausible',
    ],
    ['a pushed gift without a time', giftFrame({ occurredAtMs: null }), false, null],
    ['a live gift of 1970, whose clock nobody trusts', giftFrame({ occurredAtMs: 0 }), true, null],
  ])('%s', (_, frame, live, code) => {
    expect(implausible(frame, T0, live)?.code ?? null).toBe(code);
  });

  it('is not booked, and is recorded', async () => {
    using ledger = tempLedger();
    const ingest = createIngest(
      { submit: (commands) => Promise.resolve(ledger.store.commit(commands).outcomes) },
      () => T0,
      { test: vi.fn(), raid: vi.fn() },
    );
    const bad = giftFrame({ occurredAtMs: 0, giftKey: comboKey('bad') });
    await ingest.accept(PUSHED, '{}', normalised([giftFrame(), bad]));
    expect(ledger.one('SELECT count(*) FROM gift')).toBe(1);
    expect(ledger.all('SELECT code, source FROM problem')).toEqual([
      { code: 'time_implausible', source: 'webhook://' },
    ]);
  });
});
