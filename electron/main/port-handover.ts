/**
 * Gives the dashboard page one end of a MessagePort, and the companion the other, with the control scope.
 * Only the top frame of the dashboard window, on the app's own origin, is given one.
 */
import { ipcMain, MessageChannelMain } from 'electron';
import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import { isAppUrl } from './app-files.ts';
import { loggableUrl, logShell } from './log.ts';

export interface PortHandover {
  /** The dashboard's page; undefined while there is no such window. */
  readonly dashboard: () => WebContents | undefined;
  readonly attachPort: (port: MessagePortMain) => void;
}

/** Answers every `coinfall:port-please` from now on. */
export function installPortHandover({ dashboard, attachPort }: PortHandover): void {
  let current: MessagePortMain | undefined;
  ipcMain.on('coinfall:port-please', (event) => {
    const refused = refusalOf(event, dashboard());
    if (refused !== undefined) {
      const from = event.senderFrame === null ? 'gone' : loggableUrl(event.senderFrame.url);
      logShell('warn', 'port-refused', { why: refused, from });
      return;
    }
    // A page has one port: asking again (after a reload) ends the older one.
    current?.close();
    const { port1, port2 } = new MessageChannelMain();
    current = port1;
    attachPort(port1);
    port1.start();
    event.sender.postMessage('coinfall:port', null, [port2]);
  });
}

function refusalOf(event: IpcMainEvent, dashboard: WebContents | undefined): string | undefined {
  const frame = event.senderFrame;
  if (dashboard === undefined || event.sender !== dashboard) return 'not the dashboard window';
  if (frame === null) return 'the frame is gone';
  if (frame.parent !== null) return 'not the top frame';
  if (!isAppUrl(frame.url)) return 'foreign origin';
  return undefined;
}
