/** Closes a discriminated union: a case that was forgotten fails to compile, and throws if it ever happens. */
export function assertNever(value: never, what: string): never {
  throw new Error(`Unhandled ${what}: ${JSON.stringify(value)}`);
}
