import { MONEY, defineCard } from '../card.ts';

export default defineCard({
  id: 'gift-ticker',
  feed: 'latest',
  size: { width: 1280, height: 120 },
  choices: { money: MONEY },
});
