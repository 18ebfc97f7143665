/**
 * Runs a built main bundle with the double in Electron's place: `node run.ts MAIN [argument]…`, started by
 * `launch.ts`, which it obeys over the process channel.
 */
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { obey } from './control.ts';
import type { Command } from './control.ts';

export interface Order {
  readonly id: number;
  readonly command: Command;
}
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

const standIn = new URL('electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

const [, , main = '', ...args] = process.argv;
// As Electron in development: the executable, the app, what the user wrote.
process.argv = [process.execPath, resolve(main), ...args];

process.on('message', (order: Order) => {
  const { id } = order;
  obey(order.command).then(
    (value) => send({ id, ok: true, value: value ?? null }),
    (error: unknown) => send({ id, ok: false, message: String(error) }),
  );
});
process.on('disconnect', () => process.exit(1));

await import(pathToFileURL(resolve(main)).href);

function send(reply: Reply): void {
  // The test may have gone; then nobody waits.
  if (process.connected) process.send?.(reply);
}
