/** The plate: the unit that most gifts came in stands large, the others beneath it. */
import * as m from 'framer-motion/m';
import type { ReactElement } from 'react';
import { isCurrency } from '../../../shared/currency.ts';
import type { TallyState } from '../../../shared/contract/overlay-states.ts';
import { useCountUp } from '../../ui/count-up.ts';
import { useWidgetMotion } from '../parts/motion.ts';
import { TestMark } from '../parts/stage.tsx';
import {
  THIS_STREAM,
  amountText,
  crowdText,
  estimateText,
  shortCount,
  unitWord,
} from '../parts/words.ts';

type Tally = NonNullable<TallyState['tally']>;

export function TotalPlate(props: { readonly tally: Tally; readonly test: boolean }): ReactElement {
  const { tally, test } = props;
  const motion = useWidgetMotion();
  const sums = tally.totals.filter(({ unit, units }) => !isCurrency(unit) || units > 0n);
  const [main, ...others] = sums;
  const units = useCountUp(main?.units ?? 0n, true);
  const beside = [
    ...(tally.estimate === null
      ? []
      : [estimateText(tally.estimate.femtos, tally.estimate.currency)]),
    ...others.map((total) => amountText(total.units, total.unit)),
  ];
  const unit = main?.unit ?? 'coin';
  return (
    <m.div className="paper total" data-testid="total" {...motion}>
      <p className="total-heading">{THIS_STREAM}</p>
      <p className="total-number">
        <strong data-testid="total-number">
          {isCurrency(unit) ? amountText(units, unit) : shortCount(units)}
        </strong>
        {!isCurrency(unit) && <span>{unitWord(main?.units ?? 0n, unit)}</span>}
      </p>
      <p className="total-line">{crowdText(tally.gifts, tally.supporters)}</p>
      {beside.length > 0 && <p className="total-line">{beside.join(' · ')}</p>}
      <TestMark test={test} />
    </m.div>
  );
}
