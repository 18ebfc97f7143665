/**
 * Typed events inside the companion. Events announce what has happened; they never steer who made them.
 * `committed` is published after the commit only.
 */
import type { CommittedGift, ObservedGift } from '../shared/ledger/committed.ts';
import type { ObsState } from '../shared/contract/obs-state.ts';
import type { SourceStatus, SystemState } from '../shared/contract/states.ts';

export interface BusEvents {
  /** Journal rows of one commit, in seq order, and what was observed beside them. */
  committed: {
    readonly gifts: readonly CommittedGift[];
    readonly observed: readonly ObservedGift[];
  };
  /** Entries were recorded: their rows, and the gifts that they changed. */
  recorded: { readonly seqs: readonly number[]; readonly giftNos: readonly number[] };
  /** People were forgotten: whoever still holds their names must let go of them. */
  erased: { readonly personNos: readonly number[] };
  /** The state of a source changed, or its counters did. `place` is its order among the others. */
  source: SourceStatus & { readonly place: number };
  sourceRemoved: { readonly source: string };
  /** The connection to OBS changed, or its stream did. */
  obs: Omit<ObsState, 'generation' | 'rev' | 'serverNowMs'>;
  /** Something of the session changed that no gift announces: opened, closed, coverage. */
  session: { readonly sessionNo: number };
  /** What money is read through has changed: cards, exchange rates or the payout region. */
  rates: null;
  /** Rejections or conflicts were recorded. */
  problems: { readonly rejected: number; readonly conflicts: number };
  /** Writing to the ledger began to fail, or works again. */
  ledgerHealth: {
    readonly state: 'ok' | 'failing';
    readonly message: string | null;
    readonly pending: number;
  };
  /** When the last backup was made, and why the newest attempt failed, if it did. */
  backup: SystemState['backup'];
  /** Recording was turned on or off, or ended by itself. */
  recording: SystemState['recording'];
  /** A check found damage while the companion runs. */
  damage: NonNullable<SystemState['damage']>;
  /** Number of connected overlay pages. */
  overlayClients: { readonly count: number };
}

type Listener<Name extends keyof BusEvents> = (event: BusEvents[Name]) => void;

export interface Bus {
  publish<Name extends keyof BusEvents>(name: Name, event: BusEvents[Name]): void;
  /** Returns the function that unsubscribes. */
  subscribe<Name extends keyof BusEvents>(name: Name, listener: Listener<Name>): () => void;
}

/** A synchronous bus. A listener that throws is reported and does not keep the others from hearing. */
export function createBus(onListenerError: (error: unknown) => void): Bus {
  const listeners = new Map<keyof BusEvents, Set<(event: never) => void>>();
  return {
    publish(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          (listener as Listener<typeof name>)(event);
        } catch (error) {
          onListenerError(error);
        }
      }
    },
    subscribe(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
  };
}
