/** How far the app has come: some of Electron's API is for before it is ready, some for after. */
let ready = false;
let sandboxEnforced = false;

export function isReady(): boolean {
  return ready;
}

export function becomeReady(): void {
  ready = true;
}

export function enforceSandbox(): void {
  sandboxEnforced = true;
}

export function isSandboxEnforced(): boolean {
  return sandboxEnforced;
}
