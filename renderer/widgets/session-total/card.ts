import { ALIGN, MONEY, defineCard } from '../card.ts';

export default defineCard({
  id: 'session-total',
  feed: 'session',
  size: { width: 400, height: 220 },
  choices: { align: ALIGN, money: MONEY },
});
