/** Finds every preset of this folder, and how to read what is posted. */
import { normaliseWebhook } from '../webhook.normalise.ts';
import { readPreset } from './preset.ts';
import type { PresetDefinition, PresetOutcome } from './preset.ts';

const definitions: readonly PresetDefinition[] = Object.values(
  import.meta.glob<PresetDefinition>('./*.preset.ts', { eager: true, import: 'default' }),
);

/** Every known preset by its name. */
export const presets: ReadonlyMap<string, PresetDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);

/** Reads posted items as events of the named preset; null (or a name that is none): as the webhook's own gifts. */
export function readerOf(name: string | null): (item: unknown) => PresetOutcome {
  const preset = name === null ? undefined : presets.get(name);
  return preset === undefined
    ? (item) => ({ evidence: item, normalised: normaliseWebhook(item), ignored: [] })
    : (item) => readPreset(preset, item);
}
