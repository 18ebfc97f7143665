/** The bar: its fill is as wide as the whole and slides, so that its end stays round and nothing is laid out anew. */
import * as m from 'framer-motion/m';
import type { ReactElement } from 'react';
import type { GoalState } from '../../../shared/contract/overlay-states.ts';
import { useCountUp } from '../../ui/count-up.ts';
import { MOVE, useWidgetMotion } from '../parts/motion.ts';
import { TestMark } from '../parts/stage.tsx';
import { REACHED } from '../parts/words.ts';
import { goalShare, goalTexts } from './goal-words.ts';

type Goal = NonNullable<GoalState['goal']>;

export function Bar(props: { readonly goal: Goal; readonly test: boolean }): ReactElement {
  const { goal, test } = props;
  const motion = useWidgetMotion();
  const shown = useCountUp(goal.reached, true);
  const share = goalShare(goal);
  const texts = goalTexts({ ...goal, reached: shown });
  const reached = goal.reached >= goal.target;
  return (
    <m.div className="paper goal" data-testid="goal" data-reached={reached} {...motion}>
      <p className="goal-title">
        <bdi className="person-name">{goal.title}</bdi>
      </p>
      <p className="goal-numbers" data-testid="goal-numbers">
        {reached && <span className="goal-mark">{REACHED}</span>}
        <strong>{texts.reached}</strong>
        <span>{texts.target}</span>
      </p>
      <div className="goal-track">
        <m.div
          className="goal-fill"
          data-testid="goal-fill"
          initial={false}
          animate={{ x: `${share * 100 - 100}%` }}
          transition={MOVE}
        />
      </div>
      <TestMark test={test} />
    </m.div>
  );
}
