/** Where OBS may be: an address on this computer, without a password in it. */

/** What obs-websocket listens on unless it was told otherwise. */
export const DEFAULT_OBS_URL = 'ws://127.0.0.1:4455';
const DEFAULT_PORT = '4455';
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

export type ObsAddress =
  | { readonly ok: true; readonly url: string }
  | {
      readonly ok: false;
      readonly code: 'obs_address' | 'obs_not_local' | 'obs_secret_in_address';
      readonly message: string;
    };

/**
 * Reads `127.0.0.1:4455`, `localhost` or `ws://[::1]:4455`. Only this computer: obs-websocket is not encrypted,
 * and who may start and stop a stream should not be spoken to over a network. The words never repeat what was
 * entered, since it may hold a password.
 */
export function obsAddress(entered: string): ObsAddress {
  const text = entered.trim();
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `ws://${text}`);
  if (url?.protocol !== 'ws:' || url.pathname !== '/') {
    return refused('obs_address', 'Enter a host and a port, such as 127.0.0.1:4455.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return refused(
      'obs_secret_in_address',
      'The address is a host and a port only, such as 127.0.0.1:4455. The password has a place of its own.',
    );
  }
  if (!LOOPBACK.includes(url.hostname)) {
    return refused(
      'obs_not_local',
      'Coinfall only speaks to OBS on this computer: 127.0.0.1, localhost or [::1].',
    );
  }
  return { ok: true, url: `ws://${url.hostname}:${url.port === '' ? DEFAULT_PORT : url.port}` };
}

function refused(code: Extract<ObsAddress, { ok: false }>['code'], message: string): ObsAddress {
  return { ok: false, code, message };
}
