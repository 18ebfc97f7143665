/** A WebSocket that does what a test says, and remembers what was sent. */

export class FakeWebSocket extends EventTarget {
  static opened: FakeWebSocket[] = [];
  readonly url: string;
  readonly sent: string[] = [];
  readyState = 0;
  closedByPage = false;

  constructor(url: string) {
    super();
    this.url = url;
    FakeWebSocket.opened.push(this);
  }

  send(data: string): void {
    this.sent.push(data);
  }

  close(): void {
    this.closedByPage = true;
    this.end(1000);
  }

  /** The server accepts the connection. */
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  receive(data: string): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  /** The connection ends with `code`. */
  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

/** The class where the page expects the browser's own. */
export const FakeWebSocketClass = FakeWebSocket as unknown as new (url: string) => WebSocket;

/** The connection that was opened last. */
export function lastSocket(): FakeWebSocket {
  const socket = FakeWebSocket.opened.at(-1);
  if (socket === undefined) throw new Error('No connection was opened yet.');
  return socket;
}
