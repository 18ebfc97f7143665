/** Finds every export in this folder. A new format is a new file; nothing else is edited. */
import type { ExportDefinition } from './export.ts';

const modules = import.meta.glob<ExportDefinition>('./*.export.ts', {
  eager: true,
  import: 'default',
});

/** All exports, by id. */
export const exportFormats: ReadonlyMap<string, ExportDefinition> = new Map(
  Object.values(modules).map((definition) => [definition.id, definition]),
);
