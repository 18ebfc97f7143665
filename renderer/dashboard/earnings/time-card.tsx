/** Earnings over time, by day, week or month. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Span } from '../../../shared/periods.ts';
import { Bars } from './bars.tsx';
import { askedOf } from './card.ts';
import type { CardProps } from './card.ts';
import { ChartCard } from './chart-card.tsx';
import type { Step } from './choice.ts';
import { FigureTable } from './figure-table.tsx';
import { partFigure } from './figure.ts';
import type { FigureRow } from './figure.ts';
import { partWords, useFigureWords } from './words.ts';

const HEIGHT_PX = 208;

type PartRow = FigureRow & { readonly span: Span };

export function TimeCard(props: CardProps & { readonly by: Step }): ReactElement {
  const { t } = useTranslation();
  const { answers, filter, measure, by } = props;
  const words = useFigureWords(filter.currency);
  const [pointed, setPointed] = useState<FigureRow | null>(null);
  const data = answers.totals.data;
  const rows: readonly PartRow[] = (data?.totals.parts ?? []).map((part, index) => ({
    key: part.label,
    // The answer to another question may be shown still: its own steps say what its labels are.
    words: partWords(
      part.label,
      data?.totals.by === 'total' ? by : (data?.totals.by ?? by),
      (day) => t('earnings.weekOf', { day }),
    ),
    figure: partFigure(part),
    span: { fromMs: part.fromMs, toMs: part.toMs },
    ...(data?.watched.parts[index] === undefined ? {} : { watched: data.watched.parts[index] }),
  }));
  const open = ({ key }: FigureRow): void => {
    const row = rows.find((one) => one.key === key);
    if (row === undefined) return;
    props.onOpen({
      ...{ words: row.words, figure: row.figure, watched: row.watched ?? null },
      asked: { ...filter, ...row.span, giftId: null, unit: null, sessionNo: null, hour: null },
    });
  };
  const heading = t('earnings.overTime');
  return (
    <ChartCard
      {...{ heading, asked: askedOf(answers.totals), heightPx: HEIGHT_PX }}
      testId="earnings-time"
      empty={rows.every(({ figure }) => figure.gifts === 0 && figure.units.length === 0)}
      readout={
        pointed === null
          ? null
          : [
              pointed.words,
              words.line(pointed.figure),
              ...(pointed.watched === undefined ? [] : [words.watched(pointed.watched)]),
            ].join(' · ')
      }
      onExport={() => props.onExport('daily')}
      table={
        <FigureTable
          {...{ caption: heading, rows, currency: filter.currency, onOpen: open }}
          first={t(`earnings.by.${by}`)}
          testId="earnings-time-rows"
        />
      }
    >
      <Bars
        {...{ rows, measure, words, onPoint: setPointed, onOpen: open }}
        label={`${heading}: ${words.measure(measure)}`}
      />
    </ChartCard>
  );
}
