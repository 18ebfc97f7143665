/** The sessions of the period. */
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { askedOf } from './card.ts';
import type { CardProps } from './card.ts';
import { ChartCard } from './chart-card.tsx';
import { sessionFigure } from './figure.ts';
import { SessionsTable, sessionTitle } from './sessions-table.tsx';

const HEIGHT_PX = 240;
/** A session's gifts are its own whenever they are booked for. */
const EVER = { fromMs: 0, toMs: 8_640_000_000_000_000 };

export function SessionsCard(props: CardProps): ReactElement {
  const { t } = useTranslation();
  const { answers, filter } = props;
  const data = answers.sessions.data;
  const rows = data?.rows ?? [];
  return (
    <ChartCard
      {...{ heading: t('earnings.sessions'), asked: askedOf(answers.sessions) }}
      help={t('earnings.sessionsHelp')}
      heightPx={HEIGHT_PX}
      testId="earnings-sessions"
      empty={rows.length === 0}
      emptyWords={t('earnings.noSessionBegan')}
      onExport={() => props.onExport('gifts')}
    >
      <SessionsTable
        {...{ rows, zone: filter.zone, currency: filter.currency }}
        onOpen={(row) =>
          props.onOpen({
            words: sessionTitle(row) || t('session.untitled'),
            ...{ figure: sessionFigure(row), watched: row.watched },
            asked: {
              ...{ ...filter, ...EVER, giftId: null, unit: null, hour: null },
              sessionNo: row.session.sessionNo,
            },
          })
        }
      />
      {data?.more === true && (
        <p className="quiet">{t('earnings.moreSessions', { count: rows.length })}</p>
      )}
    </ChartCard>
  );
}
