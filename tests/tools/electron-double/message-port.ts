/** Stand-in for MessageChannelMain: two entangled ports, one of which may move into a page. */
import { KnownEvents, strict } from './strict.ts';
import type { Listener } from './strict.ts';
import type { WireData } from './page-world.ts';

/** How a port that has moved into a page is reached there. */
export interface PortBridge {
  readonly send: (data: WireData) => void;
  readonly close: () => void;
}

type PortEvent = 'message' | 'close';

export class DoubleMessagePort implements Pick<
  Electron.MessagePortMain,
  'close' | 'postMessage' | 'start'
> {
  private readonly events = new KnownEvents<PortEvent>('MessagePortMain', ['message', 'close']);
  private peer: DoubleMessagePort | undefined = undefined;
  private bridge: PortBridge | undefined = undefined;
  private queued: unknown[] | undefined = [];
  private closed = false;

  /** Entangles two ports, once. */
  static pair(): { readonly port1: DoubleMessagePort; readonly port2: DoubleMessagePort } {
    const port1 = strict('MessagePortMain', new DoubleMessagePort());
    const port2 = strict('MessagePortMain', new DoubleMessagePort());
    port1.peer = port2;
    port2.peer = port1;
    return { port1, port2 };
  }

  on(event: PortEvent, listener: Listener): this {
    this.events.on(event, listener);
    return this;
  }

  /** Messages wait until the port is started, as Electron's do. */
  start(): void {
    const waiting = this.queued ?? [];
    this.queued = undefined;
    for (const data of waiting) this.events.emit('message', { data, ports: [] });
  }

  postMessage(message: unknown, transfer: readonly object[] = []): void {
    if (transfer.length > 0) throw new Error('The Electron double moves no ports through ports.');
    if (this.closed) return;
    const data: unknown = structuredClone(message);
    if (this.peer?.bridge !== undefined) this.peer.bridge.send(encode(data));
    else this.peer?.receive(data);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.peer?.bridge?.close();
    this.peer?.endFromPeer();
    this.events.emit('close');
  }

  /** Moves this end into a page; what comes from there goes through `receiveFromPage`. */
  moveIntoPage(bridge: PortBridge): void {
    if (this.bridge !== undefined) throw new Error('A MessagePort can move only once.');
    this.bridge = bridge;
    const waiting = this.queued ?? [];
    for (const data of waiting) bridge.send(encode(data));
  }

  receiveFromPage(data: WireData): void {
    this.peer?.receive(decode(data));
  }

  /** The other end was closed or its page has gone. */
  endFromPeer(): void {
    if (this.closed) return;
    this.closed = true;
    this.events.emit('close');
  }

  closedInPage(): void {
    this.closed = true;
    this.peer?.endFromPeer();
  }

  private receive(data: unknown): void {
    if (this.closed) return;
    if (this.queued === undefined) this.events.emit('message', { data, ports: [] });
    else this.queued.push(data);
  }
}

export class DoubleMessageChannel {
  readonly port1: DoubleMessagePort;
  readonly port2: DoubleMessagePort;

  constructor() {
    const { port1, port2 } = DoubleMessagePort.pair();
    this.port1 = port1;
    this.port2 = port2;
  }
}

function encode(data: unknown): WireData {
  const bytes =
    data instanceof ArrayBuffer ? new Uint8Array(data) : data instanceof Uint8Array ? data : null;
  return bytes === null ? { json: data } : { bytes: Buffer.from(bytes).toString('base64') };
}

function decode(data: WireData): unknown {
  if ('json' in data) return data.json;
  const bytes = Buffer.from(data.bytes, 'base64');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
