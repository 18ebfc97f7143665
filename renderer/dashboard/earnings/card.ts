/** What all cards of the page have in common. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { EarningsFilter } from '../../../shared/contract/earnings.ts';
import type { ExportView } from '../../../shared/export-rows.ts';
import type { Asked } from './chart-card.tsx';
import type { Measure } from './figure.ts';
import type { Opened } from './gifts-drawer.tsx';
import type { EarningsAnswers } from './use-earnings.ts';

export interface CardProps {
  readonly answers: EarningsAnswers;
  readonly filter: EarningsFilter;
  readonly measure: Measure;
  readonly onOpen: (opened: Opened) => void;
  readonly onExport: (view: ExportView) => void;
}

/** How an answer stands. What was shown stays while it is asked for again. */
export function askedOf(query: UseQueryResult): Asked {
  return {
    loading: query.isPending,
    error: query.data === undefined ? query.error : null,
    retry: () => void query.refetch(),
  };
}
