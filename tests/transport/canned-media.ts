/** Canned answers of the files' part of the contract, for `cannedRouter`. */
import { implement } from '@orpc/server';
import type { Caller } from '../../electron/api/caller.ts';
import { contract } from '../../shared/contract/index.ts';

const DONE = { ok: true } as const;

/** `note` hears of every call that reaches a handler. */
export function cannedMedia(note: (path: string, caller: Caller) => void) {
  const os = implement(contract).$context<Caller>().media;
  return {
    list: os.list.handler(({ context }) => {
      note('media.list', context);
      return { items: [], usedBytes: 0 };
    }),
    rename: os.rename.handler(({ context }) => {
      note('media.rename', context);
      return DONE;
    }),
    remove: os.remove.handler(({ context }) => {
      note('media.remove', context);
      return DONE;
    }),
    restore: os.restore.handler(({ context }) => {
      note('media.restore', context);
      return DONE;
    }),
  };
}
