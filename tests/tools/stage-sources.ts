/** The stage's part about sources: scripted tests of connections, secrets that only go in, accounts. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/index.ts';
import type { AddOutcome, Outcome } from '../../shared/contract/index.ts';
import type {
  AccountsState,
  ConnectionTest,
  SourceSecrets,
} from '../../shared/contract/sources.ts';
import { pause } from './poll.ts';

/** What the stage plays of the sources beside their state. */
export interface StageSources {
  /** States of a test, in order; the last one stands until the page leaves. */
  readonly test: readonly ConnectionTest[];
  readonly secrets: SourceSecrets;
  readonly accounts: AccountsState;
}

const BETWEEN_STEPS_MS = 20;

export const STAGE_SOURCES: StageSources = {
  test: [
    {
      steps: [
        { words: 'Reading the address', state: 'ok', note: null, next: null },
        { words: 'Asking TikTok whether @ann is live', state: 'pending', note: null, next: null },
      ],
      result: null,
    },
  ],
  secrets: {
    keeping: 'file',
    secrets: [
      {
        name: 'tiktok-sign-key',
        scheme: 'tiktok',
        label: 'Key for the sign server',
        help: 'Works without one. A key of your own from eulerstream.com lifts the limit on connections.',
        required: false,
        stored: false,
      },
    ],
  },
  accounts: { tiktok: [], seen: [] },
};

/** Handlers for the stage's router; calls that change something are told to `done`. */
export function stageSources(scene: () => StageSources, done: (call: string) => Outcome) {
  const os = implement(contract).sources;
  return {
    add: os.add.handler(({ input }): AddOutcome => {
      if (input.url.includes('nowhere')) {
        return {
          ok: false,
          code: 'source_url_invalid',
          message: 'There is no such channel. Check its name and try again.',
        };
      }
      done(`sources.add ${input.url}`);
      return { ok: true, source: input.url };
    }),
    test: os.test.handler(async function* ({ input, signal }) {
      done(`sources.test ${input.url}`);
      for (const state of scene().test) {
        yield state;
        await pause(BETWEEN_STEPS_MS);
      }
      while (signal?.aborted !== true) await pause(BETWEEN_STEPS_MS);
      done('sources.test left');
    }),
    setPaused: os.setPaused.handler(({ input }) =>
      done(`sources.setPaused ${input.source} ${input.paused}`),
    ),
    remove: os.remove.handler(({ input }) => done(`sources.remove ${input.source}`)),
    restore: os.restore.handler(({ input }) => done(`sources.restore ${input.source}`)),
    secrets: os.secrets.handler(() => scene().secrets),
    setSecret: os.setSecret.handler(({ input }) =>
      done(`sources.setSecret ${input.name} ${input.secret}`),
    ),
    accounts: os.accounts.handler(() => scene().accounts),
    setAccounts: os.setAccounts.handler(({ input }) =>
      done(`sources.setAccounts ${input.tiktok.join(' ')}`),
    ),
  };
}
