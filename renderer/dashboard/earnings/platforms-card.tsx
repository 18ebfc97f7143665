/** Where gifts came from. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { platformName } from '../../ui/platform-mark.tsx';
import { BarList } from './bar-list.tsx';
import { askedOf } from './card.ts';
import type { CardProps } from './card.ts';
import { ChartCard } from './chart-card.tsx';
import { FigureTable } from './figure-table.tsx';
import { figureOf } from './figure.ts';
import type { FigureRow } from './figure.ts';
import { useFigureWords } from './words.ts';

const HEIGHT_PX = 360;

export function PlatformsCard(props: CardProps): ReactElement {
  const { t } = useTranslation();
  const { answers, filter, measure } = props;
  const words = useFigureWords(filter.currency);
  const observed = answers.totals.data?.totals.total.observed ?? [];
  const rows: readonly FigureRow[] = [...new Set(observed.map((row) => row.platform))].map(
    (platform) => ({
      ...{ key: platform, words: platformName(platform), platform },
      figure: figureOf(observed.filter((row) => row.platform === platform)),
    }),
  );
  const open = ({ key, words: name, figure }: FigureRow): void =>
    props.onOpen({
      ...{ words: name, figure, watched: null },
      asked: { ...filter, platform: key, giftId: null, unit: null, sessionNo: null, hour: null },
    });
  const heading = t('earnings.platforms');
  return (
    <ChartCard
      {...{ heading, asked: askedOf(answers.totals), heightPx: HEIGHT_PX }}
      testId="earnings-platforms"
      empty={rows.length === 0}
      onExport={() => props.onExport('daily')}
      table={
        <FigureTable
          {...{ caption: heading, rows, currency: filter.currency, onOpen: open }}
          first={t('feed.platform')}
          testId="earnings-platforms-rows"
        />
      }
    >
      <BarList
        {...{ rows, measure, words, label: heading, onOpen: open }}
        testId="earnings-platform-line"
      />
    </ChartCard>
  );
}
