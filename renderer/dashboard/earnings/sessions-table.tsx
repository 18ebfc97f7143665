/** Sessions that began in the period: when, how long, how much was watched, what came, and what was reported. */
import { UnstyledButton } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionRow } from '../../../shared/contract/earnings.ts';
import { displayText } from '../../../shared/text.ts';
import { LabelMark } from '../../ui/label-mark.tsx';
import { durationText } from '../../ui/words.ts';
import { sessionFigure } from './figure.ts';
import { UnitList } from './figure-table.tsx';
import { momentWords, useFigureWords } from './words.ts';

export function SessionsTable(props: {
  readonly rows: readonly SessionRow[];
  readonly zone: string;
  readonly currency: string;
  readonly onOpen: (row: SessionRow) => void;
}): ReactElement {
  const { t } = useTranslation();
  const heads: readonly ReactNode[] = [
    t('earnings.session'),
    t('earnings.start'),
    t('earnings.length'),
    t('earnings.coverage'),
    <LabelMark key="observed" kind="observed" />,
    <LabelMark key="estimated" kind="estimated" />,
    t('earnings.reported'),
  ];
  return (
    <table className="sessions" role="table" aria-label={t('earnings.sessions')}>
      <thead role="rowgroup">
        <tr role="row">
          {heads.map((head, index) => (
            <th key={index} role="columnheader" scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {props.rows.map((row) => (
          <Row key={row.session.sessionNo} {...props} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: {
  readonly row: SessionRow;
  readonly zone: string;
  readonly currency: string;
  readonly onOpen: (row: SessionRow) => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = useFigureWords(props.currency);
  const { row, zone } = props;
  const { session, watched } = row;
  return (
    <tr role="row" data-testid="session-row">
      <th role="rowheader" scope="row">
        <UnstyledButton className="link session-name" onClick={() => props.onOpen(row)}>
          <bdi>{sessionTitle(row) || t('session.untitled')}</bdi>
        </UnstyledButton>
      </th>
      <td role="cell">
        <time dateTime={new Date(session.openedAtMs).toISOString()}>
          {momentWords(session.openedAtMs, zone)}
        </time>
      </td>
      <td role="cell">
        <bdi>{durationText(watched.liveMs)}</bdi>
        {session.closedAtMs === null && <span className="quiet"> {t('earnings.open')}</span>}
      </td>
      <td role="cell">
        <bdi>{words.watched(watched)}</bdi>
      </td>
      <td role="cell" className="sessions-number">
        <UnitList figure={sessionFigure(row)} />
      </td>
      <td role="cell" className="sessions-number">
        <bdi>{words.value(sessionFigure(row)) ?? '–'}</bdi>
      </td>
      <td role="cell" className="sessions-number">
        <Reported row={row} currency={props.currency} />
      </td>
    </tr>
  );
}

export function sessionTitle({ session }: SessionRow): string {
  return displayText(session.title, 120);
}

/** What the platform said, and by how much that differs from what was seen. */
function Reported(props: { readonly row: SessionRow; readonly currency: string }): ReactElement {
  const { t } = useTranslation();
  const words = useFigureWords(props.currency);
  const { reported } = props.row;
  if (reported.length === 0) return <span className="quiet">–</span>;
  return (
    <span className="unit-list">
      {reported.map(({ platform, unit, units, variance }) => (
        <bdi key={`${platform}/${unit}`} data-testid="session-reported">
          {words.amount(units, unit)} <LabelMark kind="paid" />{' '}
          <span className="quiet">
            {variance === 0n
              ? t('earnings.asSeen')
              : t('earnings.variance', { difference: words.difference(variance, unit) })}
          </span>
        </bdi>
      ))}
    </span>
  );
}
