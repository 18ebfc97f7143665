/** One rule: which gifts it means, what is to be done, and how it looks. An empty field asks nothing. */
import {
  Autocomplete,
  Button,
  NumberInput,
  SegmentedControl,
  Select,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertRule, RuleAction, RulePriority } from '../../../shared/alerts/rule.ts';
import type { AlertTier } from '../../../shared/contract/alert-states.ts';
import type { GiftKind } from '../../../shared/gift.ts';
import { isCurrency } from '../../../shared/currency.ts';
import { KNOWN_UNITS } from '../../../shared/units.ts';
import { RuleMediaFields } from './rule-media-fields.tsx';
import { useRuleNames } from './rule-words.ts';

export interface RuleFormProps {
  readonly rule: AlertRule;
  readonly saving: boolean;
  readonly error: string | null;
  readonly onSave: (rule: AlertRule) => void;
  readonly onCancel: () => void;
}

const PLATFORMS = ['tiktok', 'twitch'];
const CURRENCIES = ['USD', 'EUR', 'GBP'];
const SECOND_MS = 1_000;

export function RuleForm(props: RuleFormProps): ReactElement {
  const { t } = useTranslation();
  const [rule, setRule] = useState(props.rule);
  const { actions } = useRuleNames();
  // A file that was being added is chosen when it is there, whatever was changed meanwhile.
  const change = (part: Partial<AlertRule>): void => setRule((now) => ({ ...now, ...part }));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(rule);
      }}
    >
      <TextInput
        label={t('rules.name')}
        value={rule.name}
        required
        maxLength={80}
        onChange={(event) => change({ name: event.currentTarget.value })}
        data-autofocus
        data-testid="rule-name"
      />
      <MatchFields match={rule.match} onChange={(match) => change({ match })} />
      <fieldset className="rule-fields">
        <legend>{t('rules.then')}</legend>
        <SegmentedControl
          className="rule-wide"
          fullWidth
          aria-label={t('rules.then')}
          data={Object.entries(actions).map(([value, label]) => ({ value, label }))}
          value={rule.action}
          onChange={(action) => change({ action: action as RuleAction })}
          data-testid="rule-action"
        />
        {rule.action !== 'hide' && <LookFields rule={rule} onChange={change} />}
      </fieldset>
      {rule.action !== 'hide' && (
        <fieldset className="rule-fields">
          <legend>{t('rules.look')}</legend>
          <RuleMediaFields rule={rule} onChange={change} />
        </fieldset>
      )}
      {props.error !== null && (
        <p className="rule-error" role="alert">
          {props.error}
        </p>
      )}
      <div className="button-row">
        <Button type="submit" loading={props.saving} data-testid="rule-save">
          {t('rules.save')}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

function MatchFields(props: {
  readonly match: AlertRule['match'];
  readonly onChange: (match: AlertRule['match']) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { match } = props;
  const { kinds, tiers } = useRuleNames();
  const change = (part: Partial<AlertRule['match']>): void => props.onChange({ ...match, ...part });
  const any = t('rules.any');
  const inMinorUnits = match.unit !== null && isCurrency(match.unit);
  return (
    <fieldset className="rule-fields">
      <legend>{t('rules.when')}</legend>
      <Autocomplete
        label={t('feed.platform')}
        placeholder={any}
        data={PLATFORMS}
        value={match.platform ?? ''}
        onChange={(text) => change({ platform: textOrNull(text)?.toLowerCase() ?? null })}
      />
      <Select
        label={t('rules.kind')}
        placeholder={any}
        clearable
        data={optionsOf(kinds)}
        value={match.kind}
        onChange={(kind) => change({ kind: kind as GiftKind | null })}
      />
      <TextInput
        label={t('rules.gift')}
        placeholder={any}
        maxLength={100}
        value={match.gift ?? ''}
        onChange={(event) => change({ gift: event.currentTarget.value || null })}
        data-testid="rule-gift"
      />
      <Autocomplete
        label={t('rules.unit')}
        placeholder={any}
        data={[...KNOWN_UNITS, ...CURRENCIES]}
        value={match.unit ?? ''}
        onChange={(text) => change({ unit: textOrNull(text) })}
        data-testid="rule-unit"
      />
      <Whole
        label={t('rules.least')}
        value={match.unitsFrom}
        onChange={(unitsFrom) => change({ unitsFrom })}
        testId="rule-least"
      />
      <Whole
        label={t('rules.most')}
        value={match.unitsTo}
        onChange={(unitsTo) => change({ unitsTo })}
        testId="rule-most"
      />
      <Select
        label={t('rules.sender')}
        placeholder={t('rules.anyone')}
        clearable
        data={[
          { value: 'first', label: t('rules.first') },
          { value: 'returning', label: t('rules.returning') },
        ]}
        value={match.sender}
        onChange={(sender) => change({ sender })}
      />
      <Whole
        label={t('rules.comboFrom')}
        value={match.quantityFrom}
        least={2}
        onChange={(quantityFrom) => change({ quantityFrom })}
        testId="rule-combo"
      />
      <Select
        label={t('rules.size')}
        placeholder={any}
        clearable
        data={optionsOf(tiers)}
        value={match.tier}
        onChange={(tier) => change({ tier: tier as AlertTier | null })}
      />
      {inMinorUnits && <p className="quiet rule-wide">{t('rules.minorUnits')}</p>}
    </fieldset>
  );
}

function LookFields(props: {
  readonly rule: AlertRule;
  readonly onChange: (part: Partial<AlertRule>) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { rule, onChange } = props;
  const priorities: Readonly<Record<RulePriority, string>> = {
    high: t('rules.high'),
    normal: t('rules.normal'),
    low: t('rules.low'),
  };
  return (
    <>
      <Select
        label={t('rules.priority')}
        placeholder={t('rules.bySize')}
        clearable
        data={optionsOf(priorities)}
        value={rule.priority}
        onChange={(priority) => onChange({ priority: priority as RulePriority | null })}
      />
      <NumberInput
        label={t('rules.seconds')}
        placeholder={t('rules.bySize')}
        min={2}
        max={30}
        allowNegative={false}
        decimalScale={1}
        value={rule.durationMs === null ? '' : rule.durationMs / SECOND_MS}
        onChange={(value) =>
          onChange({
            durationMs: typeof value === 'number' ? Math.round(value * SECOND_MS) : null,
          })
        }
        data-testid="rule-seconds"
      />
      <TextInput
        className="rule-wide"
        label={t('rules.text')}
        description={t('rules.textHelp')}
        placeholder="{gift}"
        maxLength={160}
        value={rule.text ?? ''}
        onChange={(event) => onChange({ text: event.currentTarget.value || null })}
        data-testid="rule-text"
      />
    </>
  );
}

/** A whole number, or nothing. */
function Whole(props: {
  readonly label: string;
  readonly value: number | null;
  readonly least?: number;
  readonly onChange: (value: number | null) => void;
  readonly testId: string;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={props.label}
      placeholder={t('rules.any')}
      min={props.least ?? 0}
      allowNegative={false}
      allowDecimal={false}
      thousandSeparator=" "
      hideControls
      value={props.value ?? ''}
      onChange={(value) => props.onChange(typeof value === 'number' ? value : null)}
      data-testid={props.testId}
    />
  );
}

function optionsOf(
  names: Readonly<Record<string, string>>,
): { readonly value: string; readonly label: string }[] {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}

function textOrNull(text: string): string | null {
  return text.trim() || null;
}
