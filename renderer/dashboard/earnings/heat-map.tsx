/** The hours of the week as a field of cells: days across in a narrow page, hours across in a wide one. */
import type { CSSProperties, ReactElement } from 'react';
import { measured, most, shareOf } from './figure.ts';
import type { Figure, Measure } from './figure.ts';
import { useRoving } from './use-roving.ts';
import { hourWords, weekdays } from './words.ts';
import type { FigureWords } from './words.ts';

export interface HourFigure {
  readonly day: number;
  readonly hour: number;
  readonly words: string;
  readonly figure: Figure;
}

const HOURS = 24;
const SHADES = 5;

export function HeatMap(props: {
  /** All 168, Monday first. */
  readonly cells: readonly HourFigure[];
  readonly measure: Measure;
  readonly words: FigureWords;
  readonly label: string;
  readonly onPoint: (cell: HourFigure | null) => void;
  readonly onOpen: (cell: HourFigure) => void;
}): ReactElement {
  const { cells, measure, words, onPoint, onOpen } = props;
  const { group, current, setCurrent, onKeyDown } = useRoving(cells.length, stepOf);
  const amounts = cells.map(({ figure }) => measured(figure, measure));
  const highest = most(amounts);
  return (
    <div
      ref={group}
      className="heat"
      role="group"
      aria-label={props.label}
      onKeyDown={onKeyDown}
      onMouseLeave={() => onPoint(null)}
    >
      {weekdays('short').map((name, day) => (
        <span
          key={name}
          className="heat-day"
          aria-hidden="true"
          style={{ '--day': day } as CSSProperties}
        >
          {name}
        </span>
      ))}
      {[0, 6, 12, 18].map((hour) => (
        <span
          key={hour}
          className="heat-hour"
          aria-hidden="true"
          style={{ '--hour': hour } as CSSProperties}
        >
          {String(hour).padStart(2, '0')}
        </span>
      ))}
      {cells.map((cell, index) => (
        <button
          key={`${cell.day} ${cell.hour}`}
          type="button"
          className="heat-cell"
          tabIndex={index === current ? 0 : -1}
          aria-label={`${cell.words}: ${words.line(cell.figure)}`}
          style={{ '--day': cell.day, '--hour': cell.hour } as CSSProperties}
          data-shade={Math.ceil((shareOf(amounts[index] ?? 0n, highest) * SHADES) / 1_000)}
          data-testid="earnings-hour"
          onFocus={() => {
            setCurrent(index);
            onPoint(cell);
          }}
          onBlur={() => onPoint(null)}
          onMouseEnter={() => onPoint(cell)}
          onClick={() => onOpen(cell)}
        />
      ))}
    </div>
  );
}

/** Hours follow each other; a day is as many of them away. */
function stepOf(key: string): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return 1;
    case 'ArrowLeft':
      return -1;
    case 'ArrowDown':
      return HOURS;
    case 'ArrowUp':
      return -HOURS;
    case 'Home':
      return -7 * HOURS;
    case 'End':
      return 7 * HOURS;
    default:
      return undefined;
  }
}

/** Fills the week up with hours in which there was nothing. */
export function wholeWeek(
  known: readonly { readonly day: number; readonly hour: number; readonly figure: Figure }[],
  nothing: Figure,
): readonly HourFigure[] {
  const figures = new Map(known.map(({ day, hour, figure }) => [day * HOURS + hour, figure]));
  const days = weekdays('long');
  return Array.from({ length: 7 * HOURS }, (_, at) => {
    const [day, hour] = [Math.floor(at / HOURS), at % HOURS];
    const words = `${days[day] ?? ''}, ${hourWords(hour)}`;
    return { day, hour, words, figure: figures.get(at) ?? nothing };
  });
}
