/** Why a connection to OBS ended, in words for a person, and whether another attempt makes sense. */
import { OBSWebSocketError } from 'obs-websocket-js/json';

export interface ObsEnded {
  readonly reason: string;
  /** Trying again would only fail again; somebody has to do something first. */
  readonly permanent?: true;
}

/** Close codes of obs-websocket 5. */
const AUTHENTICATION_FAILED = 4009;
const UNSUPPORTED_RPC_VERSION = 4010;
const SESSION_INVALIDATED = 4011;
const WHERE = 'in OBS under Tools, WebSocket Server Settings';

/** Reads a failure of the library; what it says itself is never repeated. */
export function endedBy(error: unknown, hasPassword: boolean): ObsEnded {
  const code = error instanceof OBSWebSocketError ? error.code : 0;
  switch (code) {
    case AUTHENTICATION_FAILED:
      return {
        reason: hasPassword
          ? `OBS did not accept the password. You find it ${WHERE}.`
          : `OBS asks for a password. You find it ${WHERE}.`,
        permanent: true,
      };
    case UNSUPPORTED_RPC_VERSION:
      return { reason: 'This OBS speaks a version Coinfall does not know.', permanent: true };
    case SESSION_INVALIDATED:
      return { reason: 'Somebody ended the connection in OBS.', permanent: true };
    default:
      return { reason: words(error) };
  }
}

function words(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (/ECONNREFUSED/.test(message)) {
    return `OBS is not running, or its WebSocket server is off (${WHERE}).`;
  }
  if (/subprotocol|server response|Parse Error/i.test(message)) {
    return 'Something answers there, but not like OBS 28 or newer.';
  }
  return 'OBS closed the connection.';
}
