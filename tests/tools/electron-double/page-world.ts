/**
 * What the double runs inside a page: the preload in an isolated world (a real one: Chromium's own), with a
 * `require('electron')` as narrow as a sandboxed preload's; and in the page's world a `window.open` that
 * tells the double. The functions are sent as text, so each stands alone.
 */

/** The isolated world's name; its globals are invisible to the page. */
export const PRELOAD_WORLD = 'electron-double-preload';
/** Installed by the double in the preload's world, and in the page's world for window.open. */
export const TO_NODE = '__electronDoubleToNode';
export const WINDOW_OPEN = '__electronDoubleWindowOpen';
/** Called by the double in the preload's world. */
export const FROM_NODE = '__electronDoubleFromNode';

/** A port's message as text: JSON values, and bytes. */
export type WireData = { readonly json: unknown } | { readonly bytes: string };

export type ToNode =
  | { readonly kind: 'ipc'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'port-message'; readonly port: number; readonly data: WireData }
  | { readonly kind: 'port-closed'; readonly port: number };

export type FromNode =
  | {
      readonly kind: 'ipc';
      readonly channel: string;
      readonly message: unknown;
      readonly ports: readonly number[];
    }
  | { readonly kind: 'port-message'; readonly port: number; readonly data: WireData }
  | { readonly kind: 'port-closed'; readonly port: number };

/** Source text for the isolated world; `preload` is the built bundle. */
export function preloadWorldSource(preload: string): string {
  const run = `(require, module, exports) => {${preload}\n}`;
  return `if (window.parent === window) (${runPreload.toString()})(${run}, '${TO_NODE}', '${FROM_NODE}');`;
}

/** Source text for the page's world. */
export function pageWorldSource(): string {
  return `(${guardWindowOpen.toString()})('${WINDOW_OPEN}');`;
}

type PreloadModule = (
  require: (name: string) => unknown,
  module: { exports: object },
  exports: object,
) => void;
type PreloadListener = (
  event: { readonly ports: readonly MessagePort[] },
  message: unknown,
) => void;

function runPreload(preload: PreloadModule, toNodeName: string, fromNodeName: string): void {
  const world = globalThis as unknown as Record<string, (text: string) => void>;
  const toNode = (message: ToNode): void => world[toNodeName]?.(JSON.stringify(message));
  const listeners = new Map<string, PreloadListener[]>();
  const bridges = new Map<number, MessagePort>();

  const encode = (data: unknown): WireData => {
    const bytes =
      data instanceof ArrayBuffer ? new Uint8Array(data) : data instanceof Uint8Array ? data : null;
    if (bytes === null) return { json: data };
    return { bytes: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
  };
  const decode = (data: WireData): unknown =>
    'json' in data
      ? data.json
      : Uint8Array.from(atob(data.bytes), (character) => character.charCodeAt(0)).buffer;

  const bridge = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) =>
      toNode({ kind: 'port-message', port: id, data: encode(event.data) });
    port1.addEventListener('close', () => {
      bridges.delete(id);
      toNode({ kind: 'port-closed', port: id });
    });
    bridges.set(id, port1);
    return port2;
  };

  world[fromNodeName] = (text) => {
    const message = JSON.parse(text) as FromNode;
    if (message.kind === 'port-message') {
      bridges.get(message.port)?.postMessage(decode(message.data));
    } else if (message.kind === 'port-closed') {
      bridges.get(message.port)?.close();
      bridges.delete(message.port);
    } else {
      const ports = message.ports.map(bridge);
      for (const listener of listeners.get(message.channel) ?? []) {
        listener({ ports }, message.message);
      }
    }
  };

  const refuse = (_target: object, key: string | symbol): never => {
    throw new Error(`The Electron double's preload has no ipcRenderer.${String(key)}: add it.`);
  };
  const ipcRenderer = {
    send: (channel: string, ...args: readonly unknown[]): void =>
      toNode({ kind: 'ipc', channel, args }),
    on: (channel: string, listener: PreloadListener): void => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
  };
  const strictRenderer = new Proxy(ipcRenderer, {
    get: (target, key, receiver): unknown =>
      key in target ? Reflect.get(target, key, receiver) : refuse(target, key),
  });
  const requireStandIn = (name: string): unknown => {
    if (name === 'electron') return { ipcRenderer: strictRenderer };
    throw new Error(`A sandboxed preload cannot require '${name}'.`);
  };
  const module = { exports: {} };
  preload(requireStandIn, module, module.exports);
}

function guardWindowOpen(reportName: string): void {
  const world = globalThis as unknown as Record<string, (text: string) => void>;
  const report = world[reportName];
  window.open = (url) => {
    report?.(url === undefined ? 'about:blank' : new URL(url, location.href).href);
    return null;
  };
}
