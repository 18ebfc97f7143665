/** Gifts per minute as small bars. It does not move: only the numbers beside it do. */
import type { ReactElement } from 'react';

const BAR = 4;
const GAP = 2;
const HEIGHT = 48;
/** A minute without a gift is a minute all the same. */
const EMPTY_HEIGHT = 1.5;

export function Sparkline(props: {
  readonly values: readonly number[];
  readonly label: string;
}): ReactElement {
  const { values, label } = props;
  const most = Math.max(1, ...values);
  const width = Math.max(1, values.length * (BAR + GAP) - GAP);
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {values.map((value, index) => {
        const height = value === 0 ? EMPTY_HEIGHT : Math.max(3, (value / most) * HEIGHT);
        return (
          <rect
            key={index}
            x={index * (BAR + GAP)}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            data-empty={value === 0 ? '' : undefined}
          />
        );
      })}
    </svg>
  );
}
