import { defineCard } from '../card.ts';

export default defineCard({
  id: 'goal-bar',
  feed: 'goal',
  size: { width: 760, height: 160 },
  choices: {},
});
