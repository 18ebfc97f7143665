/** Kinds of gift, or platforms, each with its share of the most: a list that is its own legend. */
import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { PlatformMark } from '../../ui/platform-mark.tsx';
import { measured, most, shareOf } from './figure.ts';
import type { FigureRow, Measure } from './figure.ts';
import type { FigureWords } from './words.ts';

export function BarList(props: {
  readonly rows: readonly FigureRow[];
  readonly measure: Measure;
  readonly words: FigureWords;
  readonly label: string;
  readonly testId: string;
  readonly onOpen: (row: FigureRow) => void;
}): ReactElement {
  const { rows, measure, words } = props;
  const amounts = rows.map((row) => measured(row.figure, measure));
  const highest = most(amounts);
  return (
    <ul className="bar-list" aria-label={props.label}>
      {rows.map((row, index) => (
        <li key={row.key}>
          <UnstyledButton
            className="bar-line"
            style={{ '--share': shareOf(amounts[index] ?? 0n, highest) }}
            onClick={() => props.onOpen(row)}
            data-testid={props.testId}
          >
            <span className="bar-name">
              {row.platform !== undefined && <PlatformMark platform={row.platform} />}
              <bdi>{row.words}</bdi>
            </span>
            <bdi className="bar-amount">{words.line(row.figure)}</bdi>
            <span className="bar-length" aria-hidden="true" />
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
