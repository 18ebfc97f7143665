/**
 * TikTok LIVE directly: `tiktok://@handle`. The connection is in `tiktok.connect.ts`, loaded at the first
 * attempt: its SDK is large, and most starts have no such source.
 */
import { type Connection, defineSource } from './source.ts';
import { SIGN_KEY_SECRET, addressRefusal } from './tiktok.address.ts';
import { normaliseTiktok } from './tiktok.normalise.ts';

/** Room look-up, sign server and handshake, each with its own limit. */
const ANSWER_WITHIN_MS = 45_000;
/** A stream speaks every few seconds, even with nobody chatting: it tells how many are watching. */
const SILENCE_MS = 45_000;

export default defineSource({
  id: 'tiktok',
  scheme: 'tiktok',
  hostPrefix: '@',
  sandboxOnly: false,
  live: true,
  check: addressRefusal,
  normalise: normaliseTiktok,
  secret: {
    name: SIGN_KEY_SECRET,
    required: false,
    label: 'Key for the sign server',
    help: 'Works without one. A key of your own from eulerstream.com lifts the limit on connections.',
  },
  answerWithinMs: ANSWER_WITHIN_MS,
  silence: { who: 'TikTok', afterMs: SILENCE_MS },
  connect(url, handlers, context): Connection {
    let over = false;
    let connection: Connection | null = null;
    import('./tiktok.connect.ts')
      .then(({ connectTiktok }) => {
        if (!over) connection = connectTiktok(url, handlers, context);
      })
      .catch(() => {
        if (!over) handlers.onEnded({ reason: 'The part for TikTok could not be started.' });
      });
    return {
      close() {
        over = true;
        connection?.close();
      },
    };
  },
});
