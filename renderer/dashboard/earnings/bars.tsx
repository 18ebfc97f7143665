/** Bars of a period's days, weeks or months. Tab comes to one of them, arrow keys go on, Enter opens its gifts. */
import type { CSSProperties, ReactElement } from 'react';
import { measured, most, shareOf } from './figure.ts';
import type { FigureRow, Measure } from './figure.ts';
import { useRoving } from './use-roving.ts';
import type { FigureWords } from './words.ts';

export function Bars(props: {
  readonly rows: readonly FigureRow[];
  readonly measure: Measure;
  readonly words: FigureWords;
  readonly label: string;
  /** Hears of the bar that is pointed at; null when none is. */
  readonly onPoint: (row: FigureRow | null) => void;
  readonly onOpen: (row: FigureRow) => void;
}): ReactElement {
  const { rows, measure, words, onPoint, onOpen } = props;
  const { group, current, setCurrent, onKeyDown } = useRoving(rows.length, (key) =>
    stepOf(key, rows.length),
  );
  const amounts = rows.map((row) => measured(row.figure, measure));
  const highest = most(amounts);
  return (
    <div className="bars">
      <p className="bars-most">{words.short(highest, measure)}</p>
      <div
        ref={group}
        className="bars-group"
        role="group"
        aria-label={props.label}
        onKeyDown={onKeyDown}
        onMouseLeave={() => onPoint(null)}
      >
        {rows.map((row, index) => {
          const share = shareOf(amounts[index] ?? 0n, highest);
          return (
            <button
              key={row.key}
              type="button"
              className="bar"
              tabIndex={index === current ? 0 : -1}
              aria-label={`${row.words}: ${words.line(row.figure)}`}
              style={{ '--share': share } as CSSProperties}
              data-empty={share === 0 || undefined}
              data-testid="earnings-bar"
              data-key={row.key}
              onFocus={() => {
                setCurrent(index);
                onPoint(row);
              }}
              onBlur={() => onPoint(null)}
              onMouseEnter={() => onPoint(row)}
              onClick={() => onOpen(row)}
            />
          );
        })}
      </div>
      <p className="bars-ends" aria-hidden="true">
        <span>{rows[0]?.words}</span>
        {rows.length > 1 && <span>{rows.at(-1)?.words}</span>}
      </p>
    </div>
  );
}

/** In a page from right to left the first bar stands right; the keys follow what is seen. */
function stepOf(key: string, count: number): number | undefined {
  const ahead = document.documentElement.dir === 'rtl' ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return ahead;
    case 'ArrowLeft':
      return -ahead;
    case 'Home':
      return -count;
    case 'End':
      return count;
    default:
      return undefined;
  }
}
