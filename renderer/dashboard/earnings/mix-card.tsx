/** Which gifts came. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { MixRow } from '../../../shared/contract/earnings.ts';
import { BarList } from './bar-list.tsx';
import { askedOf } from './card.ts';
import type { CardProps } from './card.ts';
import { ChartCard } from './chart-card.tsx';
import { FigureTable } from './figure-table.tsx';
import { measured, mixFigure } from './figure.ts';
import type { FigureRow } from './figure.ts';
import { useFigureWords } from './words.ts';

/** As many as one looks at; the table has the others. */
const SHOWN = 8;
const HEIGHT_PX = 360;

export function MixCard(props: CardProps): ReactElement {
  const { t } = useTranslation();
  const { answers, filter, measure } = props;
  const words = useFigureWords(filter.currency);
  const nameOf = ({ giftName, giftId, kind }: MixRow): string =>
    giftName ??
    (kind === 'gift' && giftId !== null
      ? t('feed.unknownGift', { id: giftId })
      : t(`feed.${NAMES[kind]}`));
  const gifts = answers.mix.data?.rows ?? [];
  const rest = answers.mix.data?.rest ?? null;
  const rows: readonly FigureRow[] = gifts.map((row) => ({
    key: keyOf(row),
    words: nameOf(row),
    platform: row.platform,
    figure: mixFigure(row),
  }));
  const open = ({ key, words: name, figure }: FigureRow): void => {
    const row = gifts.find((one) => keyOf(one) === key);
    if (row === undefined) return;
    const { platform, kind, unit, giftId } = row;
    props.onOpen({
      ...{ words: name, figure, watched: answers.totals.data?.watched.total ?? null },
      asked: { ...filter, platform, kind, unit, giftId: giftId ?? '', sessionNo: null, hour: null },
    });
  };
  const heading = t('earnings.mix');
  const chart = rows
    .filter(({ figure }) => measure === 'gifts' || measured(figure, measure) > 0n)
    .toSorted((a, b) => order(measured(a.figure, measure), measured(b.figure, measure)));
  return (
    <ChartCard
      {...{ heading, asked: askedOf(answers.mix), heightPx: HEIGHT_PX }}
      testId="earnings-mix"
      empty={rows.length === 0}
      onExport={() => props.onExport('gifts')}
      table={
        <FigureTable
          {...{ caption: heading, currency: filter.currency, onOpen: open }}
          first={t('earnings.gift')}
          rows={
            rest === null
              ? rows
              : [
                  ...rows,
                  {
                    ...{ key: 'rest', words: t('earnings.rest', { count: rest.rows }) },
                    ...{ figure: rest, closed: true as const },
                  },
                ]
          }
          testId="earnings-mix-rows"
        />
      }
    >
      <BarList
        {...{ measure, words, label: heading, onOpen: open }}
        rows={chart.slice(0, SHOWN)}
        testId="earnings-gift"
      />
    </ChartCard>
  );
}

function keyOf({ platform, kind, unit, giftId }: MixRow): string {
  return `${platform}/${kind}/${unit}/${giftId ?? ''}`;
}

function order(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

/** Gifts without a name are called as in the feed. */
const NAMES = {
  gift: 'gift',
  bits: 'cheer',
  sub: 'sub',
  resub: 'resub',
  subgift: 'subgift',
  bundle: 'bundle',
  tip: 'tip',
} as const;
