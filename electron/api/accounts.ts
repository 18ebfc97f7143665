/** The creator's own accounts: a setting that counts for every gift from the moment it is saved. */
import type { Outcome } from '../../shared/contract/index.ts';
import { accountsSchema } from '../../shared/contract/sources.ts';
import type { Accounts, AccountsState } from '../../shared/contract/sources.ts';
import type { LedgerClient } from '../ledger/client.ts';

const SETTING = 'accounts';

export interface AccountsApi {
  /** As they count now. */
  current(): Accounts;
  state(): Promise<AccountsState>;
  set(accounts: Accounts): Promise<Outcome>;
}

/** Reads what was saved; what cannot be read counts as none, so that no gift is taken for somebody else's. */
export async function openAccounts(ledger: LedgerClient): Promise<AccountsApi> {
  let accounts = accountsOf(await ledger.app('readSetting', SETTING));
  return {
    current: () => accounts,
    state: async () => ({ ...accounts, seen: [...(await ledger.query('receivers'))] }),
    async set({ tiktok }) {
      const next = { tiktok: [...new Set(tiktok)] };
      await ledger.app('writeSetting', SETTING, JSON.stringify(next));
      accounts = next;
      return { ok: true };
    },
  };
}

function accountsOf(saved: string | null): Accounts {
  try {
    return accountsSchema.parse(JSON.parse(saved ?? ''));
  } catch {
    return { tiktok: [] };
  }
}
