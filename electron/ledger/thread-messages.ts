/** Messages between the companion and its two SQLite threads. */
import type { AppStore } from './app-store.ts';
import type { Part } from './aside.ts';
import type { CommandOutcome, CommitReport, LedgerCommand } from './commands.ts';
import type { ChainHead } from './journal.ts';
import type { Queries } from './queries.ts';
import type { Mode } from './schema.ts';

export interface ThreadData {
  readonly dataDir: string;
  readonly mode: Mode;
}

export type AppMethod = keyof AppStore;

export type WriterRequest =
  | { readonly type: 'commands'; readonly id: number; readonly commands: readonly LedgerCommand[] }
  | {
      readonly type: 'app';
      readonly id: number;
      readonly method: AppMethod;
      readonly args: unknown[];
    }
  | { readonly type: 'stop' };

export type WriterAnswer =
  | { readonly type: 'ready'; readonly head: ChainHead; readonly sqlite: string }
  | {
      readonly type: 'refused';
      readonly code: string;
      readonly message: string;
      /** What of ours is damaged and may be moved aside; null when everything must be left as it is. */
      readonly damaged: Part | null;
    }
  | {
      readonly type: 'committed';
      readonly head: ChainHead;
      readonly atMs: number;
      readonly report: Omit<CommitReport, 'outcomes'>;
      readonly answers: readonly {
        readonly id: number;
        readonly outcomes: readonly CommandOutcome[];
      }[];
    }
  | {
      readonly type: 'health';
      readonly state: 'ok' | 'failing';
      readonly message: string | null;
      readonly pending: number;
    }
  | { readonly type: 'app'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'app'; readonly id: number; readonly ok: false; readonly message: string }
  | { readonly type: 'stopped' };

export interface ReaderRequest {
  readonly id: number;
  readonly name: keyof Queries;
  readonly asked: unknown;
}

export type ReaderAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly message: string };
