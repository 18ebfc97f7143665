/** The counter: a ticket that hangs, with its stub above. Its boxes have fixed sizes; no name can move the number. */
import * as m from 'framer-motion/m';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { ComboState } from '../../../shared/contract/overlay-states.ts';
import { GiftDrawing } from '../gift-alert/gift-drawings.tsx';
import { piecePath } from '../gift-alert/ticket-shape.ts';
import { GROWN, useWidgetMotion } from '../parts/motion.ts';
import { PersonName } from '../parts/person-name.tsx';
import { TestMark } from '../parts/stage.tsx';
import { quantityText } from '../words.ts';

type Combo = NonNullable<ComboState['combo']>;

/** Measures in CSS pixels; the drawing is a ticket turned by a quarter. */
const WIDTH = 228;
const STUB = 76;
const BODY = 150;
const SHAPE = { height: WIDTH, corner: 14, notch: 9 };
const TURNED = `translate(${WIDTH} 0) rotate(90)`;

export function Counter(props: {
  readonly combo: Combo;
  readonly now: () => number;
  readonly test: boolean;
}): ReactElement {
  const { combo, now, test } = props;
  const motion = useWidgetMotion();
  return (
    <m.div className="combo" data-testid="combo" {...motion}>
      <svg className="combo-stub" viewBox={`0 0 ${WIDTH} ${STUB}`} aria-hidden="true">
        <g transform={`translate(0 ${STUB}) scale(1 -1) ${TURNED}`}>
          <path d={piecePath(STUB, SHAPE)} />
        </g>
      </svg>
      <svg className="combo-body" viewBox={`0 0 ${WIDTH} ${BODY}`} aria-hidden="true">
        <path d={piecePath(BODY, SHAPE)} transform={TURNED} />
      </svg>
      <div className="combo-drawing">
        <GiftDrawing
          kind="gift"
          platform={combo.platform}
          giftId={combo.giftId}
          giftName={combo.giftName}
          unit={combo.unit}
        />
      </div>
      <Quantity quantity={combo.quantity} />
      <p className="combo-name">
        <PersonName name={combo.senderName} />
      </p>
      <TimeLeft endsAtMs={combo.endsAtMs} now={now} />
      <TestMark test={test} />
    </m.div>
  );
}

/** A new element for every value, so that growth is seen; the box around it never changes. */
function Quantity({ quantity }: { readonly quantity: number }): ReactElement {
  const [first] = useState(quantity);
  const text = quantityText(quantity);
  return (
    <p className="combo-quantity" data-testid="combo-quantity" data-digits={digitsStep(text)}>
      <m.span
        key={text}
        initial={quantity === first ? false : GROWN.initial}
        animate={GROWN.animate}
        transition={GROWN.transition}
      >
        {text}
      </m.span>
    </p>
  );
}

/** How long the streak can still go on; one animation of one layer, begun anew whenever it grows. */
function TimeLeft(props: { readonly endsAtMs: number; readonly now: () => number }): ReactElement {
  const { endsAtMs, now } = props;
  const bar = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const running = bar.current?.animate(
      [{ transform: 'none' }, { transform: 'translateX(-100%)' }],
      {
        duration: Math.max(0, endsAtMs - now()),
        fill: 'both',
      },
    );
    return () => running?.cancel();
  }, [endsAtMs, now]);
  return (
    <div className="combo-time" aria-hidden="true">
      <i ref={bar} />
    </div>
  );
}

function digitsStep(text: string): 'few' | 'some' | 'many' {
  if (text.length <= 4) return 'few';
  return text.length <= 6 ? 'some' : 'many';
}
