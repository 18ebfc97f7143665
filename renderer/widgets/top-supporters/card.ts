import { SUPPORTER_SPANS } from '../../../shared/supporter-spans.ts';
import { ALIGN, MONEY, defineCard } from '../card.ts';

export default defineCard({
  id: 'top-supporters',
  feed: 'supporters',
  size: { width: 440, height: 560 },
  choices: { align: ALIGN, span: SUPPORTER_SPANS, rows: ['5', '8'], money: MONEY },
});
