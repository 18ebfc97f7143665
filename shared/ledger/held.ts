/** Where the creator's own is held, read back from the names of accounts and commodities in `postings.ts`. */
import { isCurrency } from '../currency.ts';

export interface Held {
  /** Null for the bank. */
  readonly platform: string | null;
  readonly unit: string;
}

/** Commodities that carry no platform in their name: the unit is the same in lower case. */
const PLAIN = /^(?:COIN|BIT|SUB[123]|PRIME)$/;

/** Reads an account; null for one that holds nothing (income, expenses, equity). */
export function heldIn(account: string, commodity: string): Held | null {
  const [root, owner, name] = account.split(':');
  if (root !== 'assets' || owner === undefined) return null;
  if (owner === 'bank') return { platform: null, unit: commodity };
  // `postings.ts` keeps a platform that is called like a part of ours apart by an underscore.
  const platform = /^(?:bank|general)_+$/.test(owner) ? owner.slice(0, -1) : owner;
  if (isCurrency(commodity)) return { platform, unit: commodity };
  return { platform, unit: PLAIN.test(commodity) ? commodity.toLowerCase() : (name ?? '') };
}
