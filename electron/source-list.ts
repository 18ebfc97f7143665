/** The sources of this data folder, in their order, as they are remembered from run to run. */
import { z } from 'zod';
import type { LedgerClient } from './ledger/client.ts';

export interface RememberedSource {
  /** Without secrets. */
  readonly url: string;
  readonly paused: boolean;
}

const SETTING = 'sources';
/** The first versions kept URLs alone. */
const savedSchema = z.array(
  z.union([
    z.string().transform((url) => ({ url, paused: false })),
    z.object({ url: z.string(), paused: z.boolean() }),
  ]),
);

/** None when what is saved cannot be read. */
export async function readSourceList(ledger: LedgerClient): Promise<readonly RememberedSource[]> {
  const saved = await ledger.app('readSetting', SETTING);
  try {
    return savedSchema.parse(JSON.parse(saved ?? '[]'));
  } catch {
    return [];
  }
}

export function writeSourceList(
  ledger: LedgerClient,
  sources: readonly RememberedSource[],
): Promise<void> {
  return ledger.app('writeSetting', SETTING, JSON.stringify(sources));
}
