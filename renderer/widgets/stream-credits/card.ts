import { ALIGN, defineCard } from '../card.ts';

export default defineCard({
  id: 'stream-credits',
  feed: 'credits',
  size: { width: 1920, height: 1080 },
  choices: { align: [ALIGN[1], ALIGN[0], ALIGN[2]] },
});
