/** What the alert engine needs kept; implemented by the app store of `electron/ledger`. */

/** A row of `alert` in app.sqlite. `body` is the engine's own JSON (≤ 64 KiB). */
export interface StoredAlert {
  /** `g<giftNo>` for gifts (`g<giftNo>:4` for a visual from the fourth on), `summary:<first seq>` for a bomb. */
  readonly alertId: string;
  readonly state: 'queued' | 'playing' | 'done' | 'missed';
  readonly body: string;
  readonly updatedAtMs: number;
}

export interface AlertStore {
  /** The journal cursor and all alerts that are queued or playing, oldest first. */
  load(): Promise<{ readonly cursor: number; readonly alerts: readonly StoredAlert[] }>;
  /** One transaction: the alerts that changed and, when given, the new cursor. */
  save(change: {
    readonly cursor?: number;
    readonly alerts: readonly StoredAlert[];
  }): Promise<void>;
}
