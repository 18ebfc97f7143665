/** The dialog "Export": which kind of file, which rows, which period, and whether supporters are named. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportAsked, ExportFormat } from '../../../shared/contract/exports.ts';
import { MAX_STATEMENT_NAME, PAPERS } from '../../../shared/export-rows.ts';
import type { CsvStyle, ExportView, Paper } from '../../../shared/export-rows.ts';
import { isCurrency } from '../../../shared/currency.ts';
import { isZone } from '../../../shared/zone.ts';
import { useLiveData } from '../live-data.ts';
import { PERIOD_CHOICES, periodBounds } from './export-period.ts';
import type { ChosenPeriod, PeriodBounds, PeriodChoice } from './export-period.ts';
import { lastStatement, rememberStatement } from './statement-style.ts';
import { Dialog } from '../shell/dialog.tsx';

type OnStart = (asked: ExportAsked, mime: string) => void;

/** Spellings of a CSV, by the spreadsheet that it is for. */
const SPELLINGS: Readonly<Record<'plain' | 'excel' | 'excelComma' | 'tab', CsvStyle>> = {
  plain: { separator: 'comma', decimal: 'point', bom: false },
  excel: { separator: 'comma', decimal: 'point', bom: true },
  excelComma: { separator: 'semicolon', decimal: 'comma', bom: true },
  tab: { separator: 'tab', decimal: 'point', bom: false },
};
type Spelling = keyof typeof SPELLINGS;
const SPELLING_NAMES = Object.keys(SPELLINGS) as Spelling[];

/** What an export is about when it is asked for beside figures: their period, zone and currency. */
export interface GivenExport {
  /** What a row is; the format's own choice when it has no such view. */
  readonly view: ExportView | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: string;
  readonly currency: string;
  /** What the period is called. */
  readonly words: string;
}

/** The period that was given. */
const GIVEN = 'given';

interface Chosen extends Omit<ChosenPeriod, 'choice'> {
  readonly choice: PeriodChoice | typeof GIVEN;
  readonly format: string;
  readonly view: ExportView | null;
  readonly zone: string;
  readonly currency: string;
  readonly named: boolean;
  readonly spelling: Spelling;
  /** Of a statement: whose it is, and on which sheet. */
  readonly name: string;
  readonly paper: Paper;
}

export function ExportDialog(props: {
  readonly opened: boolean;
  readonly given?: GivenExport;
  readonly onClose: () => void;
  readonly onStart: OnStart;
}): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const formats = useQuery({
    queryKey: ['exports', 'formats'],
    queryFn: () => client.exports.formats(),
    enabled: props.opened,
  });
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('export.formTitle')}>
      {formats.data === undefined ? (
        <p className="dialog-help">{formats.isError ? t('export.failed') : t('export.loading')}</p>
      ) : (
        <ExportForm formats={formats.data} given={props.given} onStart={props.onStart} />
      )}
    </Dialog>
  );
}

function ExportForm(props: {
  readonly formats: readonly ExportFormat[];
  readonly given: GivenExport | undefined;
  readonly onStart: OnStart;
}): ReactElement {
  const { t } = useTranslation();
  const { now } = useLiveData();
  const { given } = props;
  const [chosen, setChosen] = useState<Chosen>(() => ({
    ...{ format: 'csv', view: given?.view ?? null, firstDay: '', lastDay: '' },
    choice: given === undefined ? 'all' : GIVEN,
    zone: given?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...{ currency: given?.currency ?? 'USD', named: true, spelling: 'plain' },
    ...lastStatement(),
  }));
  const change = (part: Partial<Chosen>): void => setChosen({ ...chosen, ...part });
  const format = props.formats.find(({ id }) => id === chosen.format) ?? props.formats[0];
  const views = format?.views ?? [];
  const view = chosen.view !== null && views.includes(chosen.view) ? chosen.view : views[0];
  const zoneIsKnown = isZone(chosen.zone);
  const currency = chosen.currency.toUpperCase();
  const bounds = zoneIsKnown ? boundsOf(chosen, given, now()) : undefined;
  const ready = format !== undefined && view !== undefined && bounds !== undefined;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready || !isCurrency(currency)) return;
        const { zone, named, spelling } = chosen;
        const statement = { name: chosen.name.trim(), paper: chosen.paper };
        if (format.id === 'pdf') rememberStatement(statement);
        props.onStart(
          {
            ...{ format: format.id, view, ...bounds, zone, currency },
            people: named ? 'names' : 'pseudonyms',
            csv: SPELLINGS[spelling],
            ...(format.id === 'pdf' ? { statement } : {}),
          },
          format.mime,
        );
      }}
    >
      <NativeSelect
        label={t('export.format')}
        value={chosen.format}
        onChange={(event) => change({ format: event.currentTarget.value })}
        data={props.formats.map(({ id }) => ({
          value: id,
          label: t(`export.formats.${id as FormatId}`),
        }))}
        data-autofocus
        data-testid="export-format"
      />
      {format?.id === 'csv' && (
        <NativeSelect
          label={t('export.spelling')}
          value={chosen.spelling}
          onChange={(event) => change({ spelling: event.currentTarget.value as Spelling })}
          data={SPELLING_NAMES.map((name) => ({
            value: name,
            label: t(`export.spellings.${name}`),
          }))}
          data-testid="export-spelling"
        />
      )}
      {format?.id === 'pdf' && (
        <div className="export-days">
          <TextInput
            label={t('export.name')}
            value={chosen.name}
            maxLength={MAX_STATEMENT_NAME}
            autoComplete="name"
            onChange={(event) => change({ name: event.currentTarget.value })}
            data-testid="export-name"
          />
          <NativeSelect
            label={t('export.paper')}
            value={chosen.paper}
            onChange={(event) => change({ paper: event.currentTarget.value as Paper })}
            data={PAPERS.map((one) => ({ value: one, label: t(`export.papers.${one}`) }))}
            data-testid="export-paper"
          />
        </div>
      )}
      {views.length > 1 && (
        <NativeSelect
          label={t('export.view')}
          value={view}
          onChange={(event) => change({ view: event.currentTarget.value as ExportView })}
          data={views.map((one) => ({ value: one, label: t(`export.views.${one}`) }))}
          data-testid="export-view"
        />
      )}
      <NativeSelect
        label={t('export.period')}
        value={chosen.choice}
        onChange={(event) => change({ choice: event.currentTarget.value as Chosen['choice'] })}
        data={[
          ...(given === undefined ? [] : [{ value: GIVEN, label: given.words }]),
          ...PERIOD_CHOICES.map((one) => ({ value: one, label: t(`export.periods.${one}`) })),
        ]}
        data-testid="export-period"
      />
      {chosen.choice === 'days' && (
        <div className="export-days">
          <TextInput
            type="date"
            label={t('export.firstDay')}
            value={chosen.firstDay}
            onChange={(event) => change({ firstDay: event.currentTarget.value })}
            data-testid="export-first-day"
          />
          <TextInput
            type="date"
            label={t('export.lastDay')}
            value={chosen.lastDay}
            onChange={(event) => change({ lastDay: event.currentTarget.value })}
            data-testid="export-last-day"
          />
        </div>
      )}
      <div className="export-days">
        <TextInput
          label={t('export.zone')}
          value={chosen.zone}
          error={zoneIsKnown ? null : t('export.zoneUnknown')}
          spellCheck={false}
          onChange={(event) => change({ zone: event.currentTarget.value })}
          data-testid="export-zone"
        />
        <TextInput
          label={t('export.currency')}
          value={chosen.currency}
          error={isCurrency(currency) ? null : t('export.currencyUnknown')}
          spellCheck={false}
          maxLength={3}
          onChange={(event) => change({ currency: event.currentTarget.value })}
          data-testid="export-currency"
        />
      </div>
      <Checkbox
        label={t('export.named')}
        description={t('export.namedHelp')}
        checked={chosen.named}
        onChange={(event) => change({ named: event.currentTarget.checked })}
        data-testid="export-named"
      />
      <Button type="submit" disabled={!ready || !isCurrency(currency)} data-testid="export-submit">
        {t('export.submit')}
      </Button>
    </form>
  );
}

function boundsOf(
  { choice, ...days }: Chosen,
  given: GivenExport | undefined,
  nowMs: number,
): PeriodBounds | undefined {
  if (choice !== GIVEN) return periodBounds({ choice, ...days }, days.zone, nowMs);
  return given === undefined ? undefined : { fromMs: given.fromMs, toMs: given.toMs };
}

/** Formats that the catalogue has words for. */
type FormatId = 'csv' | 'jsonl' | 'xlsx' | 'parquet' | 'hledger' | 'beancount' | 'pdf';
