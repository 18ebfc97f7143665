import { ALIGN, defineCard } from '../card.ts';

export default defineCard({
  id: 'gift-jar',
  feed: 'session',
  size: { width: 380, height: 500 },
  choices: { align: ALIGN },
});
