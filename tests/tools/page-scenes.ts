/** Scenes for the page stage: a full evening, an empty first start, and names that try to break the page. */
import { estimateSum } from '../../shared/estimates.ts';
import { DEFAULT_HIDE_KEYS } from '../../shared/accelerator.ts';
import type { AlertDesk } from '../../shared/contract/alert-desk.ts';
import type { AlertState, AlertTier, AlertView } from '../../shared/contract/alert-states.ts';
import type { ObsState } from '../../shared/contract/obs-state.ts';
import type {
  Missed,
  Problem,
  SessionState,
  SourceStatus,
  SystemState,
} from '../../shared/contract/states.ts';
import { RULES, heldAlerts, pastAlerts } from './page-scene-alerts.ts';
import { HOSTILE_NAMES, NAMES, feedRows } from './page-scene-rows.ts';
import type { StageScene } from './page-stage.ts';
import { STAGE_MEDIA } from './stage-media.ts';
import { STAGE_SOURCES } from './stage-sources.ts';
import { fullWidgets, idleWidgets } from './widget-scenes.ts';

const GENERATION = 'stage';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function sources(nowMs: number): readonly SourceStatus[] {
  const base = {
    sinceMs: nowMs - 3 * HOUR_MS,
    steps: [],
    nextAttemptAtMs: null,
    lastFrameAtMs: nowMs - 4_000,
    rejected: 0,
    removable: true,
  };
  return [
    {
      ...base,
      source: 'tikfinity://127.0.0.1:21213',
      scheme: 'tikfinity',
      state: 'connected',
      reason: null,
      frames: 18_204,
    },
    {
      ...base,
      source: 'twitch://saltandpixels',
      scheme: 'twitch',
      state: 'waiting',
      frames: 3_127,
      rejected: 2,
      reason: 'Twitch closed the connection at 22:14. Gifts until then are saved.',
      sinceMs: nowMs - 9_000,
      nextAttemptAtMs: nowMs + 14_000,
      lastFrameAtMs: nowMs - 12_000,
    },
    {
      ...base,
      source: 'webhook://',
      scheme: 'webhook',
      state: 'connected',
      reason: null,
      frames: 12,
      removable: false,
      lastFrameAtMs: nowMs - 22 * MINUTE_MS,
    },
  ];
}

function system(nowMs: number, change: Partial<SystemState>): SystemState {
  return {
    generation: GENERATION,
    rev: 1,
    serverNowMs: nowMs,
    version: '0.1.0',
    mode: 'live',
    dataDir: '/home/mira/.local/share/coinfall',
    sources: [...sources(nowMs)],
    ledger: { state: 'ok', message: null, pending: 0 },
    damage: null,
    backup: { lastAtMs: nowMs - 4 * MINUTE_MS, failure: null },
    recording: { on: false, failure: null },
    rejected: 2,
    conflicts: 1,
    overlayClients: 1,
    overlayUrl: 'http://127.0.0.1:38400/overlay/alerts#token=9fT2kqLw0aZx7mVbN4sRcY8dGhJ3pQe1',
    overlayTokens: {
      alerts: '9fT2kqLw0aZx7mVbN4sRcY8dGhJ3pQe1',
      combo: 'cOm2kqLw0aZx7mVbN4sRcY8dGhJ3pQe2',
      goal: 'g0aLkqLw0aZx7mVbN4sRcY8dGhJ3pQe3',
      supporters: 'sUp2kqLw0aZx7mVbN4sRcY8dGhJ3pQe4',
      latest: 'lAt2kqLw0aZx7mVbN4sRcY8dGhJ3pQe5',
      session: 'sEs2kqLw0aZx7mVbN4sRcY8dGhJ3pQe6',
      credits: 'cRe2kqLw0aZx7mVbN4sRcY8dGhJ3pQe7',
    },
    webhookUrl: 'http://127.0.0.1:38400/api/v1/gifts',
    webhookToken: 'whk_V7yH2nD0cR9tXq4LmZb8sK3wPf6jGa1e',
    ...change,
  };
}

function fullSession(nowMs: number, names: readonly string[]): SessionState {
  const openedAtMs = nowMs - 4 * HOUR_MS;
  return {
    generation: GENERATION,
    rev: 1,
    seq: 2_480,
    serverNowMs: nowMs,
    session: {
      sessionNo: 7,
      title: 'Friday night pottery',
      openedAtMs,
      closedAtMs: null,
      openedBy: 'gift',
    },
    totals: [
      { platform: 'tiktok', unit: 'coin', gifts: 1_912, quantity: 9_204n, units: 112_480n },
      { platform: 'twitch', unit: 'bit', gifts: 41, quantity: 18_300n, units: 18_300n },
      { platform: 'twitch', unit: 'sub1', gifts: 12, quantity: 26n, units: 26n },
      { platform: 'myshop', unit: 'USD', gifts: 3, quantity: 3n, units: 4_500n },
    ],
    estimate: {
      currency: 'USD',
      femtos: 812_640_000_000_000_000n,
      basis: 'estimated',
      rateCards: ['tiktok-us-2026', 'twitch-bits-2026'],
      exchange: [],
      uncovered: [{ platform: 'twitch', unit: 'sub1', units: 26n }],
    },
    coverage: {
      observedMs: 3 * HOUR_MS + 52 * MINUTE_MS,
      liveMs: 4 * HOUR_MS,
      gaps: [
        {
          source: 'tikfinity://127.0.0.1:21213',
          fromMs: openedAtMs + 71 * MINUTE_MS,
          toMs: openedAtMs + 78 * MINUTE_MS,
          reason: 'TikFinity was closed.',
        },
        {
          source: 'twitch://saltandpixels',
          fromMs: nowMs - MINUTE_MS,
          toMs: null,
          reason: 'Twitch closed the connection.',
        },
      ],
    },
    supporters: 214,
    topSupporters: names.slice(0, 5).map((name, index) => ({
      name,
      platform: index === 2 ? 'twitch' : 'tiktok',
      unit: ['coin', 'coin', 'bit', 'sub1', 'USD'][index] ?? 'coin',
      units: BigInt(31_450 - index * 6_120),
    })),
    perMinute: Array.from({ length: 60 }, (_, index) => ({
      atMs: nowMs - (60 - index) * MINUTE_MS,
      gifts: Math.max(0, Math.round(9 + 8 * Math.sin(index / 4) + ((index * 29) % 13) - 5)),
    })),
    suspense: 3,
    unconfirmed: 2,
  };
}

function missed(nowMs: number): Missed['missed'] {
  return [
    {
      source: 'twitch://saltandpixels',
      fromMs: nowMs - MINUTE_MS,
      toMs: null,
      reason: 'Twitch closed the connection.',
    },
    {
      source: 'tikfinity://127.0.0.1:21213',
      fromMs: nowMs - 90 * MINUTE_MS,
      toMs: nowMs - 83 * MINUTE_MS,
      reason: 'Paused by you.',
    },
    {
      source: '',
      fromMs: nowMs - 240 * MINUTE_MS,
      toMs: nowMs - 238 * MINUTE_MS,
      reason: 'No source was connected.',
    },
  ];
}

const PROBLEMS: readonly Problem[] = [
  {
    id: 3,
    kind: 'conflict',
    atMs: 0,
    source: 'tikfinity://127.0.0.1:21213',
    code: 'facts_differ',
    message: 'The same message came twice with different amounts. The first one is booked.',
    excerpt: '{"event":"gift","data":{"giftId":5655,"repeatCount":4}}',
  },
  {
    id: 2,
    kind: 'rejected',
    atMs: 0,
    source: 'twitch://saltandpixels',
    code: 'bits_invalid',
    message: 'A cheer without a number of bits. Nothing was booked.',
    excerpt: '@bits=abc;id=4f… :viewer!viewer@… PRIVMSG #saltandpixels :hello',
  },
  {
    id: 1,
    kind: 'rejected',
    atMs: 0,
    source: 'webhook://',
    code: 'unit_unknown',
    message: 'The unit "Star!" is not a unit name. Use lower-case letters.',
    excerpt: '{"id":"17","platform":"myshop","unit":"Star!"}',
  },
];

/** OBS as it is followed; off unless told otherwise. */
export function obsScene(nowMs: number, change: Partial<ObsState> = {}): ObsState {
  return {
    generation: GENERATION,
    rev: 1,
    serverNowMs: nowMs,
    url: 'ws://127.0.0.1:4455',
    hasPassword: false,
    state: 'off',
    reason: null,
    sinceMs: nowMs,
    nextAttemptAtMs: null,
    streaming: null,
    liveSinceMs: null,
    ...change,
  };
}

/** Nothing on air. */
export function idleAlerts(nowMs: number, rev = 1): AlertState {
  return {
    generation: GENERATION,
    rev,
    serverNowMs: nowMs,
    current: null,
    queued: 0,
    paused: false,
  };
}

/** Switches off, nothing held. */
export function idleDesk(nowMs: number, change: Partial<AlertDesk> = {}): AlertDesk {
  return {
    generation: GENERATION,
    rev: 1,
    serverNowMs: nowMs,
    quiet: false,
    holdAll: false,
    hidden: false,
    sound: { volume: 60, muted: false, tierSounds: true },
    speech: { enabled: false, voice: null, rate: 100, volume: 80 },
    held: [],
    finished: 0,
    ...change,
  };
}

/** An alert that began `ageMs` ago. */
export function alertOnAir(
  nowMs: number,
  rev: number,
  change: Partial<AlertView> = {},
  ageMs = 0,
): AlertState {
  const tier: AlertTier = change.tier ?? 'medium';
  return {
    ...idleAlerts(nowMs, rev),
    queued: 2,
    current: {
      alertId: `g${rev}`,
      kind: 'gift',
      test: false,
      replay: false,
      tier,
      platform: 'tiktok',
      senderName: 'Mira Halloran',
      giftId: '5655',
      giftName: 'Rose',
      quantity: 5,
      unit: 'coin',
      units: 5,
      text: null,
      picture: null,
      sound: null,
      speak: true,
      speech: null,
      startedAtMs: nowMs - ageMs,
      endsAtMs: nowMs - ageMs + 8_000,
      summary: null,
      ...change,
    },
  };
}

/** An evening that went well. */
export function fullScene(nowMs: number, names: readonly string[] = NAMES): StageScene {
  return {
    ...fullWidgets(nowMs, names),
    system: system(nowMs, {}),
    session: fullSession(nowMs, names),
    obs: obsScene(nowMs, {
      hasPassword: true,
      state: 'connected',
      streaming: true,
      liveSinceMs: nowMs - 4 * HOUR_MS,
    }),
    feed: {
      type: 'snapshot',
      generation: GENERATION,
      rev: 1,
      seq: 2_480,
      rows: [...feedRows(2_480, 200, nowMs - 2_000, names)],
    },
    older: feedRows(2_280, 600, nowMs - 2_602_000, names),
    alerts: { ...idleAlerts(nowMs), queued: 2 },
    desk: idleDesk(nowMs, { held: heldAlerts(nowMs, names), finished: 12 }),
    past: pastAlerts(nowMs, names),
    rules: RULES,
    problems: PROBLEMS.map((problem) => ({
      ...problem,
      atMs: nowMs - problem.id * 17 * MINUTE_MS,
    })),
    missed: { sessionNo: 7, missed: [...missed(nowMs)], more: false },
    sources: STAGE_SOURCES,
    media: STAGE_MEDIA,
    hideKeys: { keys: DEFAULT_HIDE_KEYS, state: 'on' },
    speaks: { speaks: true },
    earnings: { play: 'full' },
  };
}

/** The first start: nothing connected, nothing received. */
export function emptyScene(nowMs: number): StageScene {
  return {
    ...idleWidgets(nowMs),
    system: system(nowMs, {
      sources: [],
      rejected: 0,
      conflicts: 0,
      overlayClients: 0,
    }),
    session: {
      generation: GENERATION,
      rev: 1,
      seq: 0,
      serverNowMs: nowMs,
      session: null,
      totals: [],
      estimate: estimateSum('USD').result(),
      coverage: { observedMs: 0, liveMs: 0, gaps: [] },
      supporters: 0,
      topSupporters: [],
      perMinute: [],
      suspense: 0,
      unconfirmed: 0,
    },
    obs: obsScene(nowMs),
    feed: { type: 'snapshot', generation: GENERATION, rev: 1, seq: 0, rows: [] },
    older: [],
    alerts: idleAlerts(nowMs),
    desk: idleDesk(nowMs),
    past: [],
    rules: [],
    problems: [],
    missed: { sessionNo: 0, missed: [], more: false },
    sources: STAGE_SOURCES,
    media: [],
    hideKeys: { keys: DEFAULT_HIDE_KEYS, state: 'on' },
    speaks: { speaks: true },
    earnings: { play: 'empty' },
  };
}

/** The app with the simulator, its disk full and long names everywhere. */
export function troubledScene(nowMs: number): StageScene {
  const full = fullScene(nowMs, HOSTILE_NAMES);
  return {
    ...full,
    earnings: { play: 'hostile' },
    obs: obsScene(nowMs, {
      state: 'waiting',
      reason:
        'OBS is not running, or its WebSocket server is off (in OBS under Tools, WebSocket Server Settings).',
      nextAttemptAtMs: nowMs + 21_000,
    }),
    system: {
      ...full.system,
      mode: 'sandbox',
      ledger: {
        state: 'failing',
        message:
          'The disk is full. 14 gifts wait in memory and are written as soon as there is room.',
        pending: 14,
      },
      damage: {
        what: 'ledger',
        words: 'ledger.sqlite is damaged (database disk image is malformed).',
        atMs: nowMs - 2 * HOUR_MS,
        movedTo: '/home/mira/.local/share/coinfall/damaged-2026-05-20T18-02-11-004Z',
        newestBackup: { folder: 'a', atMs: nowMs - 3 * HOUR_MS },
        command:
          'coinfall restore "/home/mira/.local/share/coinfall/backups/2026-05-20T17-00-00-000Z-timed" --data-dir "/home/mira/.local/share/coinfall"',
      },
      backup: { lastAtMs: null, failure: 'There is no room for a backup: it needs 40 MB.' },
      recording: {
        on: false,
        failure:
          'The disk is nearly full, so nothing is recorded any more. Gifts are booked as before; what was recorded is kept.',
      },
    },
  };
}
