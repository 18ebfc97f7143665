/** What a column of somebody's CSV means, as a person says it or a preset knows it. */
import { z } from 'zod';
import { isCurrency } from './currency.ts';
import { PLATFORM_PATTERN } from './units.ts';

const column = z.string().min(1).max(200);

/** Columns by their names in the header; what is not there is left out. */
export const mappingSchema = z.object({
  /** A line is a tip of a viewer, or money that a platform paid out. */
  kind: z.enum(['tips', 'payouts']),
  platform: z.string().regex(PLATFORM_PATTERN),
  /** Of amounts that name none. */
  currency: z.string().refine(isCurrency).nullable(),
  columns: z.object({
    date: column,
    /** Of a tip; of a payout what left the platform before fee and tax. */
    amount: column.optional(),
    currency: column.optional(),
    /** The platform's id of the payment: the same id is the same payment. */
    id: column.optional(),
    name: column.optional(),
    fee: column.optional(),
    tax: column.optional(),
    /** Of a payout: what arrived. */
    net: column.optional(),
    note: column.optional(),
    /** Lines whose status says that no money came are left out. */
    status: column.optional(),
  }),
});
export type ImportMapping = z.infer<typeof mappingSchema>;
export type MappedColumn = keyof ImportMapping['columns'];
