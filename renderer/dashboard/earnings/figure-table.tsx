/** The lines of a chart as a table: every figure with its mark, and the way to the gifts behind it. */
import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/money.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { Amount } from '../../ui/amount.tsx';
import { LabelMark } from '../../ui/label-mark.tsx';
import type { Figure, FigureRow } from './figure.ts';
import { useFigureWords } from './words.ts';

export function FigureTable(props: {
  readonly caption: string;
  readonly first: string;
  readonly rows: readonly FigureRow[];
  readonly currency: string;
  readonly testId: string;
  readonly onOpen: (row: FigureRow) => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = useFigureWords(props.currency);
  const watched = props.rows.some((row) => row.watched !== undefined);
  return (
    <div
      className="figures-scroll"
      tabIndex={0}
      role="region"
      aria-label={t('earnings.tableOf', { what: props.caption })}
      data-testid={props.testId}
    >
      <table className="figures">
        <caption className="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{props.first}</th>
            <th scope="col" className="figures-number">
              {t('earnings.gifts')}
            </th>
            <th scope="col" className="figures-number">
              <LabelMark kind="observed" />
            </th>
            <th scope="col" className="figures-number">
              <LabelMark kind="estimated" />
            </th>
            {watched && <th scope="col">{t('earnings.coverage')}</th>}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key} data-key={row.key}>
              <th scope="row">
                {row.closed === true ? (
                  row.words
                ) : (
                  <UnstyledButton className="link" onClick={() => props.onOpen(row)}>
                    <bdi>{row.words}</bdi>
                  </UnstyledButton>
                )}
              </th>
              <td className="figures-number">{formatCount(row.figure.gifts, readerLocale())}</td>
              <td className="figures-number">
                <UnitList figure={row.figure} />
              </td>
              <td className="figures-number">
                <bdi>{words.value(row.figure) ?? '–'}</bdi>
              </td>
              {watched && <td>{row.watched !== undefined && words.watched(row.watched)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function UnitList({ figure }: { readonly figure: Figure }): ReactElement {
  if (figure.units.length === 0) return <span className="quiet">–</span>;
  return (
    <span className="unit-list">
      {figure.units.map(({ platform, unit, units }) => (
        <Amount key={`${platform}/${unit}`} units={units} unit={unit} />
      ))}
    </span>
  );
}
