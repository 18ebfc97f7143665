/** How the last statement was made out; this browser remembers it. Before the first: the reader's own sheet. */
import { PAPERS } from '../../../shared/export-rows.ts';
import type { StatementStyle } from '../../../shared/export-rows.ts';

const KEY = 'coinfall.statement';

/** Where people print on US Letter; everywhere else it is A4. */
const LETTER_REGIONS = new Set(['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'VE', 'GT', 'CR', 'PR']);

export function lastStatement(): StatementStyle {
  const region = new Intl.Locale(navigator.language).maximize().region ?? '';
  const usual = LETTER_REGIONS.has(region) ? 'letter' : 'a4';
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<StatementStyle>;
    return {
      name: typeof kept.name === 'string' ? kept.name : '',
      paper: PAPERS.find((one) => one === kept.paper) ?? usual,
    };
  } catch {
    // Storage that is closed or holds something else remembers nothing.
    return { name: '', paper: usual };
  }
}

export function rememberStatement(style: StatementStyle): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(style));
  } catch {
    // A convenience; without it the name is typed again.
  }
}
