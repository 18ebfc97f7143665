/** Who is calling: what a transport knows after it has checked a token, and all that a handler learns of it. */
import type { Feed } from '../../shared/contract/feeds.ts';
import type { Scope } from '../../shared/contract/index.ts';

export interface Caller {
  readonly scope: Scope;
  /** The feeds its token grants; only looked at for the overlay scope. */
  readonly feeds: readonly Feed[];
  /** The canvas of which it is the overlay; a widget's own page has none. */
  readonly canvasId?: string;
  /** One connection, e.g. `ws-3`: tells two overlays of one token apart. */
  readonly clientId: string;
}
