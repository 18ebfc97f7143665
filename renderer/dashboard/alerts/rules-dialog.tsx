/** The alert rules: a list in the order in which they are asked, and a form for one of them. */
import { Skeleton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlertRule } from '../../../shared/alerts/rule.ts';
import { useLiveData } from '../live-data.ts';
import { useAction } from '../use-action.ts';
import { RuleForm } from './rule-form.tsx';
import { newRule, withRule } from './rule-list.ts';
import { RuleRows } from './rule-rows.tsx';
import { Dialog } from '../shell/dialog.tsx';

const QUERY = ['alert-rules'];

export function RulesDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('rules.heading')} size="lg">
      <Rules />
    </Dialog>
  );
}

function Rules(): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<AlertRule | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { data: rules, isError } = useQuery({
    queryKey: QUERY,
    queryFn: () => client.alerts.rules(),
    staleTime: 0,
  });
  const save = useAction({
    call: async (next: readonly AlertRule[]) => {
      const outcome = await client.alerts.setRules({ rules: [...next] });
      if (outcome.ok) queries.setQueryData(QUERY, next);
      return outcome;
    },
    onDone: () => setEdited(null),
    onRefused: setError,
  });

  if (isError) return <p className="quiet">{t('rules.failed')}</p>;
  if (rules === undefined) return <Skeleton height={220} />;
  const change = (next: readonly AlertRule[]): void => {
    setError(null);
    save.run(next);
  };
  const edit = (rule: AlertRule | null): void => {
    setError(null);
    setEdited(rule);
  };
  if (edited !== null) {
    return (
      <RuleForm
        rule={edited}
        saving={save.pending}
        error={error}
        onSave={(rule) => change(withRule(rules, rule))}
        onCancel={() => edit(null)}
      />
    );
  }
  return (
    <RuleRows
      rules={rules}
      error={error}
      onChange={change}
      onEdit={edit}
      onAdd={() => edit(newRule(rules))}
    />
  );
}
