/** What the alert engine needs kept; implemented by the app store of `electron/ledger`. */
import type { AlertReason, AlertStage } from '../../shared/contract/alert-desk.ts';

/** A row of `alert` in app.sqlite. `body` is the engine's own JSON (≤ 64 KiB); times are Unix ms. */
export interface StoredAlert {
  /** `g<giftNo>` for gifts (`g<giftNo>:4` for a visual from the fourth on), `summary:<first seq>` for a bomb. */
  readonly alertId: string;
  readonly state: AlertStage;
  readonly reason: AlertReason | null;
  readonly body: string;
  readonly queuedAtMs: number;
  /** When it went on air; null when no overlay painted it. */
  readonly shownAtMs: number | null;
  /** When it got its receipt; null until then. */
  readonly endedAtMs: number | null;
}

/** An alert that has its receipt, with its place in the order of arrival. */
export interface FinishedAlert extends StoredAlert {
  readonly no: number;
}

export interface AlertStore {
  /**
   * The journal cursor (−1 when there never was one), the settings (null likewise), and all alerts that are
   * queued, held or playing, oldest first.
   */
  load(): Promise<{
    readonly cursor: number;
    readonly settings: string | null;
    readonly alerts: readonly StoredAlert[];
  }>;
  /** One transaction: the alerts that changed and, when given, the new cursor and the new settings. */
  save(change: {
    readonly cursor?: number;
    readonly settings?: string;
    readonly alerts: readonly StoredAlert[];
  }): Promise<void>;
  /** Alerts with a receipt, newest first, below a number. Old ones are let go of. */
  finished(asked: {
    readonly beforeNo: number | null;
    readonly limit: number;
  }): Promise<readonly FinishedAlert[]>;
  /** One alert with its receipt; null when there is none. */
  find(alertId: string): Promise<FinishedAlert | null>;
}
