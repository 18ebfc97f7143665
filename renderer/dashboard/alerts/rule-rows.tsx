/** The rules in their order: switched on and off, moved, edited, tested, deleted with a way back. */
import { ActionIcon, Button, Switch } from '@mantine/core';
import { ArrowDown, ArrowUp, Pencil, Plus, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertRule } from '../../../shared/alerts/rule.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { moved, withRule } from './rule-list.ts';
import { useMatchWords, useRuleNames } from './rule-words.ts';

export interface RuleRowsProps {
  readonly rules: readonly AlertRule[];
  readonly error: string | null;
  readonly onChange: (rules: readonly AlertRule[]) => void;
  readonly onEdit: (rule: AlertRule) => void;
  readonly onAdd: () => void;
}

/** A rule that was deleted, and where it stood. */
interface Deleted {
  readonly rule: AlertRule;
  readonly at: number;
}

export function RuleRows(props: RuleRowsProps): ReactElement {
  const { t } = useTranslation();
  const { rules, onChange } = props;
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  return (
    <div className="stack">
      <p className="dialog-help">{t('rules.help')}</p>
      {rules.length === 0 && <p data-testid="rules-none">{t('rules.none')}</p>}
      <ol className="rules" hidden={rules.length === 0}>
        {rules.map((rule, at) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            canRise={at > 0}
            canFall={at < rules.length - 1}
            onMove={(by) => onChange(moved(rules, at, at + by))}
            onToggle={(enabled) => onChange(withRule(rules, { ...rule, enabled }))}
            onEdit={() => props.onEdit(rule)}
            onDelete={() => {
              setDeleted({ rule, at });
              onChange(rules.toSpliced(at, 1));
            }}
          />
        ))}
        <li className="rule rule-last">
          <div className="rule-words">
            <strong>{t('rules.house')}</strong>
            <span className="quiet">{t('rules.houseHelp')}</span>
          </div>
        </li>
      </ol>
      {props.error !== null && (
        <p className="rule-error" role="alert">
          {props.error}
        </p>
      )}
      <div className="button-row">
        <Button leftSection={<Plus size={15} />} onClick={props.onAdd} data-testid="rule-add">
          {t('rules.add')}
        </Button>
        {deleted !== null && (
          <p className="rule-undo" role="status">
            {t('rules.deleted', { name: deleted.rule.name })}{' '}
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                onChange(rules.toSpliced(deleted.at, 0, deleted.rule));
                setDeleted(null);
              }}
              data-testid="rule-undo"
            >
              {t('rules.undo')}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

function RuleRow(props: {
  readonly rule: AlertRule;
  readonly canRise: boolean;
  readonly canFall: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onToggle: (enabled: boolean) => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const { rule } = props;
  const { name } = rule;
  const matchWords = useMatchWords();
  const { actions } = useRuleNames();
  const test = useAction({
    call: () => client.alerts.testRule({ rule }),
    done: t('overlay.testSent'),
  });
  const icon = { variant: 'subtle', color: 'gray', size: 'md' } as const;
  return (
    <li className="rule" data-testid="rule" data-off={rule.enabled ? undefined : ''}>
      <Switch
        size="sm"
        aria-label={t('rules.enable', { name })}
        checked={rule.enabled}
        onChange={(event) => props.onToggle(event.currentTarget.checked)}
        data-testid="rule-enabled"
      />
      <div className="rule-words">
        <strong>{name}</strong>
        <span className="quiet">
          {matchWords(rule.match)} → {actions[rule.action]}
        </span>
      </div>
      <div className="rule-buttons">
        <ActionIcon
          {...icon}
          aria-label={t('rules.up', { name })}
          disabled={!props.canRise}
          onClick={() => props.onMove(-1)}
          data-testid="rule-up"
        >
          <ArrowUp size={15} />
        </ActionIcon>
        <ActionIcon
          {...icon}
          aria-label={t('rules.down', { name })}
          disabled={!props.canFall}
          onClick={() => props.onMove(1)}
          data-testid="rule-down"
        >
          <ArrowDown size={15} />
        </ActionIcon>
        {rule.action !== 'hide' && (
          <ActionIcon
            {...icon}
            aria-label={t('rules.test', { name })}
            loading={test.pending}
            onClick={() => test.run()}
            data-testid="rule-test"
          >
            <Send size={15} />
          </ActionIcon>
        )}
        <ActionIcon
          {...icon}
          aria-label={t('rules.edit', { name })}
          onClick={props.onEdit}
          data-testid="rule-edit"
        >
          <Pencil size={15} />
        </ActionIcon>
        <ActionIcon
          {...icon}
          aria-label={t('rules.delete', { name })}
          onClick={props.onDelete}
          data-testid="rule-delete"
        >
          <Trash2 size={15} />
        </ActionIcon>
      </div>
    </li>
  );
}
