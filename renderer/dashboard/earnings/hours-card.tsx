/** At which hours of the week gifts come. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { askedOf } from './card.ts';
import type { CardProps } from './card.ts';
import { ChartCard } from './chart-card.tsx';
import { FigureTable } from './figure-table.tsx';
import { NOTHING } from './figure.ts';
import { HeatMap, wholeWeek } from './heat-map.tsx';
import type { HourFigure } from './heat-map.tsx';
import { useFigureWords } from './words.ts';

const HEIGHT_PX = 210;

export function HoursCard(props: CardProps): ReactElement {
  const { t } = useTranslation();
  const { answers, filter, measure } = props;
  const words = useFigureWords(filter.currency);
  const [pointed, setPointed] = useState<HourFigure | null>(null);
  const known = (answers.hours.data ?? []).map(({ day, hour, ...figure }) => ({
    ...{ day, hour, figure },
  }));
  const cells = wholeWeek(known, NOTHING);
  const keyOf = ({ day, hour }: HourFigure): string => `${day} ${hour}`;
  const open = (cell: HourFigure): void => {
    const { day, hour, figure } = cell;
    props.onOpen({
      ...{ words: cell.words, figure, watched: answers.totals.data?.watched.total ?? null },
      asked: { ...filter, giftId: null, unit: null, sessionNo: null, hour: { day, hour } },
    });
  };
  const heading = t('earnings.hours');
  return (
    <ChartCard
      {...{ heading, asked: askedOf(answers.hours), heightPx: HEIGHT_PX }}
      testId="earnings-hours"
      empty={known.length === 0}
      readout={pointed === null ? null : `${pointed.words} · ${words.line(pointed.figure)}`}
      onExport={() => props.onExport('gifts')}
      table={
        <FigureTable
          caption={heading}
          first={t('earnings.hour')}
          rows={cells
            .filter(({ figure }) => figure !== NOTHING)
            .map((cell) => ({ key: keyOf(cell), words: cell.words, figure: cell.figure }))}
          currency={filter.currency}
          testId="earnings-hours-rows"
          onOpen={({ key }) => {
            const cell = cells.find((one) => keyOf(one) === key);
            if (cell !== undefined) open(cell);
          }}
        />
      }
    >
      <HeatMap
        {...{ cells, measure, words, onPoint: setPointed, onOpen: open }}
        label={`${heading}: ${words.measure(measure)}`}
      />
    </ChartCard>
  );
}
