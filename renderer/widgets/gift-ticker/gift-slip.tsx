/** One gift of the row: a small ticket that comes in at the left and moves on to the right. */
import * as m from 'framer-motion/m';
import type { ReactElement } from 'react';
import type { LatestState } from '../../../shared/contract/overlay-states.ts';
import { GiftDrawing } from '../gift-alert/gift-drawings.tsx';
import { FADE_IN, FADE_OUT, MOVE } from '../parts/motion.ts';
import { PersonName } from '../parts/person-name.tsx';
import { useTheme } from '../themes/theme-context.ts';
import { slipText } from './slip-text.ts';

type Gift = LatestState['gifts'][number];

/** A slip and the space to the next. */
const PITCH = 250;

export function GiftSlip(props: { readonly gift: Gift; readonly place: number }): ReactElement {
  const { gift, place } = props;
  const comesFrom = useTheme().motion === 'still' ? place : place - 0.4;
  return (
    <m.div
      className="paper slip"
      data-testid="slip"
      initial={{ opacity: 0, x: comesFrom * PITCH }}
      animate={{ opacity: 1, x: place * PITCH }}
      exit={{ opacity: 0, transition: FADE_OUT }}
      transition={{ x: MOVE, opacity: FADE_IN }}
    >
      <div className="slip-drawing">
        <GiftDrawing
          kind="gift"
          platform={gift.platform}
          giftId={gift.giftId}
          giftName={gift.giftName}
          unit={gift.unit}
        />
      </div>
      <p className="slip-name">
        <PersonName name={gift.senderName} />
      </p>
      <p className="slip-gift">
        <bdi className="person-name">{slipText(gift)}</bdi>
      </p>
    </m.div>
  );
}
