import { ALIGN, defineCard } from '../card.ts';

export default defineCard({
  id: 'combo-counter',
  feed: 'combo',
  size: { width: 320, height: 320 },
  choices: { align: ALIGN },
});
