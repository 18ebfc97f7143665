/** Finds every import in this folder. A new one is a new file; nothing else is edited. */
import type { ImportDefinition } from './import.ts';

const modules = import.meta.glob<ImportDefinition>('./*.import.ts', {
  eager: true,
  import: 'default',
});

/** All imports, by id. */
export const importFormats: ReadonlyMap<string, ImportDefinition> = new Map(
  Object.values(modules).map((definition) => [definition.id, definition]),
);
