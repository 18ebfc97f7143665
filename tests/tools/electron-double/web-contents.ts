/**
 * Stand-in for WebContents: a real Chromium page. Its preload runs in a real isolated world; windows,
 * navigation and permissions go through the handlers that the app has set.
 */
import { readFileSync } from 'node:fs';
import type {
  BrowserContext,
  CDPSession,
  Page,
  Request as PageRequest,
  Route,
} from '@playwright/test';
import { contextOf } from './chromium.ts';
import { ipcEvents } from './ipc-main.ts';
import type { DoubleMessagePort } from './message-port.ts';
import { toAppUrl, toPageUrl } from './origin.ts';
import {
  FROM_NODE,
  pageWorldSource,
  PRELOAD_WORLD,
  preloadWorldSource,
  TO_NODE,
  WINDOW_OPEN,
} from './page-world.ts';
import type { FromNode, ToNode } from './page-world.ts';
import { protocolHandler } from './protocol.ts';
import { record } from './record.ts';
import { applyPermissions, fulfilFromApp } from './session.ts';
import type { DoubleSession, PermissionAnswer } from './session.ts';
import { KnownEvents, strict } from './strict.ts';
import type { Listener } from './strict.ts';

const EVENTS = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'render-process-gone',
] as const;
export type ContentsEvent = (typeof EVENTS)[number];
type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

/** A frame as `event.senderFrame` shows it. */
export interface DoubleFrame {
  readonly url: string;
  readonly parent: DoubleFrame | null;
}

export class DoubleWebContents implements Pick<
  Electron.WebContents,
  'getURL' | 'setWindowOpenHandler' | 'reload' | 'isDestroyed'
> {
  readonly session: DoubleSession;
  private readonly events = new KnownEvents<ContentsEvent>('WebContents', EVENTS);
  private readonly preload: string | undefined;
  private readonly ports = new Map<number, DoubleMessagePort>();
  private openHandler: OpenHandler | undefined = undefined;
  private url = '';
  private page: Promise<Page> | undefined = undefined;
  private preloadWorld: { readonly cdp: CDPSession; readonly contextId: number } | undefined =
    undefined;
  private programmatic = false;
  private destroyed = false;
  private nextPort = 1;

  static create(session: DoubleSession, preload: string | undefined): DoubleWebContents {
    return strict('WebContents', new DoubleWebContents(session, preload));
  }

  private constructor(session: DoubleSession, preload: string | undefined) {
    this.session = session;
    this.preload = preload;
  }

  on(event: ContentsEvent, listener: Listener): this {
    this.events.on(event, listener);
    return this;
  }

  getURL(): string {
    return this.url;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  reload(): void {
    void this.load(this.url);
  }

  postMessage(
    channel: string,
    message: unknown,
    transfer: readonly DoubleMessagePort[] = [],
  ): void {
    const ports = transfer.map((port) => this.movePort(port));
    this.toPage({ kind: 'ipc', channel, message, ports });
  }

  /** Loads a URL as the app asked, so without `will-navigate`. */
  async load(url: string): Promise<void> {
    this.url = url;
    const page = await this.openPage();
    const context = page.context();
    await applyPermissions(context, url, this.permissions());
    this.programmatic = true;
    try {
      await page.goto(toPageUrl(url), { waitUntil: 'load' });
    } finally {
      this.programmatic = false;
    }
  }

  destroy(): void {
    this.destroyed = true;
    this.endPorts();
    // The browser may have gone first, or the page may never have come.
    this.page?.then((page) => page.close()).catch(() => undefined);
  }

  // Below: for the tests, through control.ts.

  livePage(): Promise<Page> {
    if (this.page === undefined) throw new Error('This window has loaded nothing yet.');
    return this.page;
  }

  /** Ends the page's process, as a bug in Chromium would. */
  async crash(): Promise<void> {
    const page = await this.livePage();
    const cdp = await page.context().newCDPSession(page);
    // Never answered: who would answer is gone.
    cdp.send('Page.crash').catch(() => undefined);
  }

  permissions(): readonly PermissionAnswer[] {
    return this.session.answers(this, this.url);
  }

  /** Emits an event that the double cannot bring about by itself; true when the app prevented it. */
  emitPreventable(event: ContentsEvent, details: object): boolean {
    return this.events.emitPreventable(event, details);
  }

  /** Sends IPC as a frame of this page would whose renderer was taken over. */
  sendFrom(frame: DoubleFrame | null, channel: string, args: readonly unknown[]): void {
    ipcEvents.emit(channel, { sender: this, senderFrame: frame }, ...args);
  }

  private openPage(): Promise<Page> {
    this.page ??= this.createPage();
    return this.page;
  }

  private async createPage(): Promise<Page> {
    if (this.openHandler === undefined) {
      throw new Error(
        'Insecure: this page has no window-open handler, so Electron would open any.',
      );
    }
    const context = await contextOf(this.session);
    const page = await context.newPage();
    await page.route('**/*', (route) => this.unlessGone(this.onRequest(page, route)));
    await this.installWorlds(context, page);
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.url = toAppUrl(frame.url());
    });
    page.on('popup', (popup) => void this.unlessGone(this.denyPopup(popup)));
    page.on('crash', () => {
      this.endPorts();
      // A crashed Playwright page stays dead; the next load gets a new one.
      this.page = undefined;
      void page.close();
      this.events.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    return page;
  }

  /** What fails because the window was destroyed meanwhile has not failed. */
  private async unlessGone(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!this.destroyed) throw error;
    }
  }

  private async onRequest(page: Page, route: Route): Promise<void> {
    const request = route.request();
    if (request.isNavigationRequest() && !this.mayNavigate(page, request)) {
      await route.abort('aborted');
      return;
    }
    const { protocol } = new URL(toAppUrl(request.url()));
    if (protocol === 'http:' || protocol === 'https:') {
      await route.continue();
      return;
    }
    const handler = protocolHandler(this.session, protocol);
    if (handler === undefined) await route.abort('addressunreachable');
    else await fulfilFromApp(route, handler);
  }

  private mayNavigate(page: Page, request: PageRequest): boolean {
    const isMainFrame = request.frame() === page.mainFrame();
    if (isMainFrame && this.programmatic) {
      this.programmatic = false;
      return true;
    }
    const url = toAppUrl(request.url());
    const details = { url, isSameDocument: false, isMainFrame };
    const prevented =
      this.events.emitPreventable('will-frame-navigate', details) ||
      (isMainFrame && this.events.emitPreventable('will-navigate', details));
    if (prevented) record.deniedNavigations.push(url);
    return !prevented;
  }

  private async installWorlds(context: BrowserContext, page: Page): Promise<void> {
    const cdp = await context.newCDPSession(page);
    const topFrame = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === WINDOW_OPEN) this.onWindowOpen(payload);
      else if (name === TO_NODE) this.onPageMessage(JSON.parse(payload) as ToNode);
    });
    cdp.on('Runtime.executionContextCreated', ({ context: created }) => {
      if (created.name === PRELOAD_WORLD && isInFrame(topFrame, created.auxData)) {
        this.endPorts();
        this.preloadWorld = { cdp, contextId: created.id };
      }
    });
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: WINDOW_OPEN });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: pageWorldSource() });
    if (this.preload === undefined) return;
    const source = preloadWorldSource(readFileSync(this.preload, 'utf8'));
    await cdp.send('Runtime.addBinding', { name: TO_NODE, executionContextName: PRELOAD_WORLD });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: PRELOAD_WORLD });
  }

  private onWindowOpen(url: string): void {
    const answer = this.openHandler?.({
      url: toAppUrl(url),
      frameName: '',
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'no-referrer' },
    });
    if (answer?.action !== 'deny') throw new Error('The Electron double opens no second windows.');
    record.deniedWindows.push(toAppUrl(url));
  }

  /** A window that a link or a form opened past `window.open`: Chromium made it, so it is closed at once. */
  private async denyPopup(popup: Page): Promise<void> {
    const url = popup.url();
    await popup.close();
    this.onWindowOpen(url);
  }

  private onPageMessage(message: ToNode): void {
    switch (message.kind) {
      case 'ipc':
        this.sendFrom({ url: this.url, parent: null }, message.channel, message.args);
        return;
      case 'port-message':
        this.ports.get(message.port)?.receiveFromPage(message.data);
        return;
      case 'port-closed':
        this.ports.get(message.port)?.closedInPage();
        this.ports.delete(message.port);
    }
  }

  private movePort(port: DoubleMessagePort): number {
    const id = this.nextPort;
    this.nextPort += 1;
    this.ports.set(id, port);
    // Sent after the message that carries the port, so the page knows it by then.
    queueMicrotask(() =>
      port.moveIntoPage({
        send: (data) => this.toPage({ kind: 'port-message', port: id, data }),
        close: () => this.toPage({ kind: 'port-closed', port: id }),
      }),
    );
    return id;
  }

  private toPage(message: FromNode): void {
    const world = this.preloadWorld;
    if (world === undefined || this.destroyed) return;
    const expression = `${FROM_NODE}(${JSON.stringify(JSON.stringify(message))})`;
    // The page may go while a message is on its way; then nobody is there to miss it.
    world.cdp
      .send('Runtime.evaluate', { expression, contextId: world.contextId })
      .catch(() => undefined);
  }

  private endPorts(): void {
    this.preloadWorld = undefined;
    for (const port of this.ports.values()) port.closedInPage();
    this.ports.clear();
  }
}

/** Subframes get the preload's world too, empty; only the top frame's counts. */
function isInFrame(frameId: string, auxData: unknown): boolean {
  return (
    typeof auxData === 'object' &&
    auxData !== null &&
    'frameId' in auxData &&
    auxData.frameId === frameId
  );
}
