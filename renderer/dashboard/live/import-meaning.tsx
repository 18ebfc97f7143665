/** What a file is: found by its columns, or said column by column beside a look at its first lines. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportQuestion } from '../../../shared/contract/imports.ts';
import { isCurrency } from '../../../shared/currency.ts';
import { isZone } from '../../../shared/zone.ts';
import { useLiveData } from '../live-data.ts';
import { COLUMNS_OF, isReady, mappingOf, presetOf } from './import-choices.ts';
import type { Meaning } from './import-choices.ts';
import type { Preview } from './use-import.ts';

interface MeaningProps {
  readonly meaning: Meaning;
  readonly onChange: (meaning: Meaning) => void;
}

export function ImportMeaning(
  props: MeaningProps & {
    readonly preview: Preview;
    readonly question: ImportQuestion | null;
    readonly onLook: () => void;
  },
): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const { preview, question, meaning, onChange } = props;
  const [saveAs, setSaveAs] = useState('');
  const preset = presetOf(meaning, preview);
  const change = (part: Partial<Meaning>): void => onChange({ ...meaning, ...part });
  const { columns, encoding } = preview;
  const look = (): void => {
    const mapping = preset === 'csv' ? mappingOf(meaning) : null;
    if (mapping !== null && saveAs.trim() !== '') {
      client.imports.saveMapping({ name: saveAs.trim(), mapping }).catch(() => undefined);
    }
    props.onLook();
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        look();
      }}
    >
      <NativeSelect
        label={t('import.preset')}
        value={preset}
        onChange={(event) => change({ preset: event.currentTarget.value })}
        data={preview.presets.map((id) => ({
          value: id,
          label: t(`import.presets.${id as PresetId}`),
        }))}
        data-testid="import-preset"
      />
      <p className="quiet">{t('import.spelled', { encoding, count: columns.length })}</p>
      <FirstLines preview={preview} />
      {preset === 'csv' && <Columns {...{ meaning, onChange, columns }} />}
      {preset === 'csv' && (
        <TextInput
          label={t('import.saveAs')}
          value={saveAs}
          maxLength={60}
          onChange={(event) => setSaveAs(event.currentTarget.value)}
          data-testid="import-save-as"
        />
      )}
      {!preset.startsWith('coinfall') && <Defaults {...{ meaning, onChange }} />}
      {question !== null && <Question {...{ question, meaning, onChange }} />}
      <div className="button-row">
        <Button type="submit" disabled={!isReady(meaning, preview)} data-testid="import-look">
          {t('import.look')}
        </Button>
      </div>
    </form>
  );
}

function FirstLines({ preview }: { readonly preview: Preview }): ReactElement {
  return (
    <div className="import-table" tabIndex={0} role="group" data-testid="import-preview">
      <table>
        <thead>
          <tr>
            {preview.columns.map((name, at) => (
              <th key={`${at} ${name}`}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((cells, line) => (
            <tr key={`${line}`}>
              {cells.map((cell, at) => (
                <td key={`${at}`}>
                  <bdi>{cell}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Columns({
  meaning,
  onChange,
  columns,
}: MeaningProps & { readonly columns: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const saved = useQuery({
    queryKey: ['imports', 'mappings'],
    queryFn: () => client.imports.mappings(),
  });
  const take = (name: string): void => {
    const mapping = saved.data?.find((one) => one.name === name)?.mapping;
    if (mapping === undefined) return;
    const { kind, platform, currency } = mapping;
    const known = Object.entries(mapping.columns).filter(
      ([, column]) => column !== undefined && columns.includes(column),
    );
    onChange({
      ...{ ...meaning, kind, platform, currency: currency ?? meaning.currency },
      columns: Object.fromEntries(known),
    });
  };
  return (
    <>
      {saved.data !== undefined && saved.data.length > 0 && (
        <NativeSelect
          label={t('import.saved')}
          onChange={(event) => take(event.currentTarget.value)}
          data={['', ...saved.data.map(({ name }) => name)].map((name) => ({
            value: name,
            label: name === '' ? t('import.noSaved') : name,
          }))}
          data-testid="import-saved"
        />
      )}
      <div className="export-days">
        <NativeSelect
          label={t('import.kind')}
          value={meaning.kind}
          onChange={(event) =>
            onChange({ ...meaning, kind: event.currentTarget.value as Meaning['kind'] })
          }
          data={(['tips', 'payouts'] as const).map((kind) => ({
            value: kind,
            label: t(`import.lineKinds.${kind}`),
          }))}
          data-testid="import-kind"
        />
        <TextInput
          label={t('import.platform')}
          description={t('import.platformHelp')}
          value={meaning.platform}
          spellCheck={false}
          maxLength={32}
          onChange={(event) =>
            onChange({ ...meaning, platform: event.currentTarget.value.toLowerCase() })
          }
          data-testid="import-platform"
        />
      </div>
      <div className="export-days">
        {COLUMNS_OF[meaning.kind].map((one) => (
          <NativeSelect
            key={one}
            label={t(`import.columns.${one}`)}
            value={meaning.columns[one] ?? ''}
            onChange={(event) => {
              const { [one]: _, ...others } = meaning.columns;
              const { value } = event.currentTarget;
              onChange({
                ...meaning,
                columns: value === '' ? others : { ...others, [one]: value },
              });
            }}
            data={[
              { value: '', label: t('import.noColumn') },
              ...[...new Set(columns)].map((name) => ({ value: name, label: name })),
            ]}
            data-testid={`import-column-${one}`}
          />
        ))}
      </div>
    </>
  );
}

function Defaults({ meaning, onChange }: MeaningProps): ReactElement {
  const { t } = useTranslation();
  return (
    <div className="export-days">
      <TextInput
        label={t('import.zone')}
        value={meaning.zone}
        error={isZone(meaning.zone) ? null : t('export.zoneUnknown')}
        spellCheck={false}
        onChange={(event) => onChange({ ...meaning, zone: event.currentTarget.value })}
        data-testid="import-zone"
      />
      <TextInput
        label={t('import.currency')}
        value={meaning.currency}
        error={isCurrency(meaning.currency.toUpperCase()) ? null : t('export.currencyUnknown')}
        spellCheck={false}
        maxLength={3}
        onChange={(event) => onChange({ ...meaning, currency: event.currentTarget.value })}
        data-testid="import-currency"
      />
    </div>
  );
}

function Question({
  question,
  meaning,
  onChange,
}: MeaningProps & { readonly question: ImportQuestion }): ReactElement {
  const { t } = useTranslation();
  const isDate = question.about === 'date-format';
  return (
    <NativeSelect
      label={t('import.question')}
      description={question.message}
      value={(isDate ? meaning.dateFormat : meaning.decimal) ?? ''}
      onChange={(event) => {
        const answer = event.currentTarget.value === '' ? null : event.currentTarget.value;
        onChange(
          isDate
            ? { ...meaning, dateFormat: answer as Meaning['dateFormat'] }
            : { ...meaning, decimal: answer as Meaning['decimal'] },
        );
      }}
      data={[
        { value: '', label: '…' },
        ...question.answers.map((answer) => ({
          value: answer,
          label: t(`import.answers.${answer as AnswerId}`),
        })),
      ]}
      data-testid="import-question"
    />
  );
}

/** Imports and answers that the catalogue has words for. */
type PresetId =
  | 'coinfall-gifts'
  | 'coinfall-payouts'
  | 'streamlabs-tips'
  | 'streamelements-tips'
  | 'tiktok-payouts'
  | 'twitch-revenue'
  | 'csv';
type AnswerId = 'dmy' | 'mdy' | 'iso' | 'ymd' | 'named' | 'unix' | 'unix-ms' | 'point' | 'comma';
