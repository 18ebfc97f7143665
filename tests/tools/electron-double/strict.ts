/**
 * Makes a stand-in honest: whatever it does not have is refused with clear words instead of `undefined`.
 */
import { EventEmitter } from 'node:events';

/** Names that JavaScript itself, or a test's printing of a value, asks every object for. */
const ASKED_OF_ALL: readonly string[] = ['then', 'toJSON', 'constructor'];

/** Whatever the app listens with; what it is called with is up to the stand-in that emits. */
export type Listener = (...args: never[]) => void;
type AnyListener = (...args: unknown[]) => void;

/** A proxy of `target` that throws when asked for, or given, what the stand-in does not have. */
export function strict<T extends object>(name: string, target: T): T {
  const refuse = (key: string): never => {
    throw new Error(`The Electron double has no ${name}.${key}: add it, typed as Electron has it.`);
  };
  return new Proxy(target, {
    get: (object, key, receiver): unknown =>
      key in object || typeof key === 'symbol' || ASKED_OF_ALL.includes(key)
        ? Reflect.get(object, key, receiver)
        : refuse(key),
    set: (object, key, value, receiver) =>
      key in object || typeof key === 'symbol'
        ? Reflect.set(object, key, value, receiver)
        : refuse(key),
  });
}

/**
 * The events of one stand-in. Only those it really emits can be listened to, so that no handler of the app
 * waits here for what will never come.
 */
export class KnownEvents<Event extends string> {
  private readonly emitter = new EventEmitter();
  private readonly owner: string;
  private readonly known: readonly Event[];

  constructor(owner: string, known: readonly Event[]) {
    this.owner = owner;
    this.known = known;
  }

  on(event: Event, listener: Listener): void {
    this.check(event);
    this.emitter.on(event, listener as AnyListener);
  }

  once(event: Event, listener: Listener): void {
    this.check(event);
    this.emitter.once(event, listener as AnyListener);
  }

  emit(event: Event, ...args: readonly unknown[]): void {
    this.emitter.emit(event, ...args);
  }

  /** Emits with an Electron-like event first; true when a listener prevented the default. */
  emitPreventable(event: Event, details: object = {}, ...args: readonly unknown[]): boolean {
    const preventable = new PreventableEvent();
    this.emitter.emit(event, Object.assign(preventable, details), ...args);
    return preventable.defaultPrevented;
  }

  hasListener(event: Event): boolean {
    return this.emitter.listenerCount(event) > 0;
  }

  private check(event: string): void {
    if (this.known.some((one) => one === event)) return;
    throw new Error(`The Electron double's ${this.owner} never emits '${event}': add it.`);
  }
}

class PreventableEvent {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
