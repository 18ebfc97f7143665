/** Canned answers of the contract's part about sources, for `cannedRouter`. */
import { implement } from '@orpc/server';
import type { Caller } from '../../electron/api/caller.ts';
import { contract } from '../../shared/contract/index.ts';

/** `note` hears of every call that reaches a handler. */
export function cannedSources(note: (path: string, caller: Caller) => void) {
  const os = implement(contract).$context<Caller>().sources;
  return {
    add: os.add.handler(({ context }) => {
      note('sources.add', context);
      return { ok: true, source: '' };
    }),
    test: os.test.handler(async function* ({ context }) {
      await Promise.resolve();
      note('sources.test', context);
      yield { steps: [], result: 'connected' };
    }),
    setPaused: os.setPaused.handler(({ context }) => {
      note('sources.setPaused', context);
      return { ok: true };
    }),
    restore: os.restore.handler(({ context }) => {
      note('sources.restore', context);
      return { ok: true };
    }),
    secrets: os.secrets.handler(({ context }) => {
      note('sources.secrets', context);
      return { keeping: 'file', secrets: [] };
    }),
    setSecret: os.setSecret.handler(({ context }) => {
      note('sources.setSecret', context);
      return { ok: true };
    }),
    accounts: os.accounts.handler(({ context }) => {
      note('sources.accounts', context);
      return { tiktok: [], seen: [] };
    }),
    setAccounts: os.setAccounts.handler(({ context }) => {
      note('sources.setAccounts', context);
      return { ok: true };
    }),
  };
}
