/**
 * The one bridge between the page and the desktop shell: on request it hands the page a MessagePort and
 * nothing else. Nothing is exposed in the page's world; `electron/main/port-handover.ts` stands at the
 * other end and decides who gets a port.
 */
import { ipcRenderer } from 'electron';

/** An opaque origin serialises to this word; a port is never sent to one. */
const OPAQUE_ORIGIN = 'null';

function isPortRequest(event: MessageEvent<unknown>): boolean {
  const data = event.data;
  return (
    // A frame inside the page may post here too; only the page itself may ask.
    event.source === window &&
    typeof data === 'object' &&
    data !== null &&
    'coinfall' in data &&
    data.coinfall === 'port-please'
  );
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isPortRequest(event)) ipcRenderer.send('coinfall:port-please');
});

ipcRenderer.on('coinfall:port', (event) => {
  const [port] = event.ports;
  if (port === undefined || location.origin === OPAQUE_ORIGIN) return;
  window.postMessage({ coinfall: 'port' }, location.origin, [port]);
});
