/** Reads account ids as a person enters them. Pure. */
import { MOST_ACCOUNTS } from '../../../shared/contract/accounts.ts';

export type AccountIds =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly error: 'invalid' | 'tooMany' };

const ID = /^[1-9]\d{0,19}$/;

/** Ids with spaces, commas or lines between them; each counts once. */
export function accountIds(entered: string): AccountIds {
  const ids = [...new Set(entered.split(/[\s,;]+/).filter((id) => id !== ''))];
  if (!ids.every((id) => ID.test(id))) return { ok: false, error: 'invalid' };
  return ids.length > MOST_ACCOUNTS ? { ok: false, error: 'tooMany' } : { ok: true, ids };
}
