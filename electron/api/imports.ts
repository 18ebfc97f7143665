/** Imports, as a page or a command asks for them; who does the work is handed in. Beside it: mappings that were saved. */
import { z } from 'zod';
import { MOST_MAPPINGS, savedMappingSchema } from '../../shared/contract/imports.ts';
import type {
  ApplyEvent,
  ImportAsked,
  ImportPreview,
  ImportRun,
  PlanEvent,
  SavedMapping,
  UndoEvent,
  Uploaded,
} from '../../shared/contract/imports.ts';
import type { Outcome } from '../../shared/contract/index.ts';
import type { LedgerClient } from '../ledger/client.ts';

export interface ImportsApi {
  upload(piece: {
    readonly upload: string | null;
    readonly at: number;
    readonly base64: string;
  }): Promise<Uploaded>;
  preview(asked: { readonly upload: string }): Promise<ImportPreview>;
  plan(
    asked: ImportAsked,
    sha256: string | null,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<PlanEvent>;
  /** Goes on only as its events are taken; who stops taking them has cancelled it. */
  apply(asked: ImportAsked): AsyncGenerator<ApplyEvent>;
  undo(importNo: number): AsyncGenerator<UndoEvent>;
  discard(upload: string): void;
  /** The newest first. */
  runs(): Promise<ImportRun[]>;
}

const SETTING = 'importMappings';
const savedSchema = z.array(savedMappingSchema);

/** Mappings by name, kept with the settings. */
export function createMappings(ledger: Pick<LedgerClient, 'app'>) {
  async function all(): Promise<SavedMapping[]> {
    const saved = await ledger.app('readSetting', SETTING);
    const parsed = savedSchema.safeParse(saved === null ? [] : JSON.parse(saved));
    return parsed.success ? parsed.data : [];
  }
  const write = (mappings: readonly SavedMapping[]) =>
    ledger.app('writeSetting', SETTING, JSON.stringify(mappings));
  return {
    all,
    /** Replaces one of the same name. */
    async save(mapping: SavedMapping): Promise<Outcome> {
      const others = (await all()).filter(({ name }) => name !== mapping.name);
      if (others.length >= MOST_MAPPINGS) {
        return {
          ok: false,
          code: 'too_many_mappings',
          message: `At most ${MOST_MAPPINGS} mappings are kept. Delete one first.`,
        };
      }
      await write([...others, mapping]);
      return { ok: true };
    },
    async remove(name: string): Promise<Outcome> {
      await write((await all()).filter((mapping) => mapping.name !== name));
      return { ok: true };
    },
  };
}
