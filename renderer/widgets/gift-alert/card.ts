import { ALIGN, defineCard } from '../card.ts';

export default defineCard({
  id: 'gift-alert',
  feed: 'alerts',
  size: { width: 800, height: 400 },
  choices: { align: ALIGN },
});
