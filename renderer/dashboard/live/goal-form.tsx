/** The goal that the audience sees: set, changed or taken away. */
import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Goal } from '../../../shared/goal.ts';
import { useLiveData } from '../live-data.ts';
import { useStore } from '../store.ts';
import { useAction } from '../use-action.ts';
import { GOAL_COUNTS, goalFields, goalOf } from './goal-fields.ts';
import type { GoalFields } from './goal-fields.ts';

const QUERY = ['goal'];

export function GoalForm(): ReactElement | null {
  const { client, session } = useLiveData();
  const currency = useStore(session)?.estimate.currency ?? 'USD';
  const { data } = useQuery({ queryKey: QUERY, queryFn: () => client.goals.get() });
  if (data === undefined) return null;
  return <Fields key={JSON.stringify(data)} goal={data} currency={currency} />;
}

function Fields(props: { readonly goal: Goal | null; readonly currency: string }): ReactElement {
  const { t } = useTranslation();
  const { client } = useLiveData();
  const queries = useQueryClient();
  const { goal, currency } = props;
  const [fields, setFields] = useState<GoalFields>(() => goalFields(goal, zone()));
  const [error, setError] = useState<keyof GoalFields | null>(null);
  const change = (part: Partial<GoalFields>): void => {
    setFields((before) => ({ ...before, ...part }));
    setError(null);
  };
  const save = useAction({
    call: (next: Goal | null) => client.goals.set(next),
    done: t('goal.saved'),
    onDone: () => void queries.invalidateQueries({ queryKey: QUERY }),
  });
  const submit = (): void => {
    const read = goalOf(fields, { currency, zone: zone() });
    if (read.ok) save.run(read.goal);
    else setError(read.field);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        size="xs"
        label={t('goal.title')}
        placeholder={t('goal.placeholder')}
        maxLength={60}
        value={fields.title}
        error={error === 'title' && t('goal.noTitle')}
        onChange={(event) => change({ title: event.currentTarget.value })}
        data-testid="goal-title"
      />
      <div className="goal-target">
        <TextInput
          size="xs"
          label={t('goal.target')}
          inputMode="decimal"
          value={fields.target}
          error={error === 'target' && t('goal.noTarget')}
          onChange={(event) => change({ target: event.currentTarget.value })}
          data-testid="goal-target"
        />
        <NativeSelect
          size="xs"
          label={t('goal.counts')}
          data={GOAL_COUNTS.map((value) => ({
            value,
            label: t(`goal.count.${value}`, { currency }),
          }))}
          value={fields.counts}
          onChange={(event) =>
            change({ counts: GOAL_COUNTS.find((value) => value === event.target.value) ?? 'coin' })
          }
          data-testid="goal-counts"
        />
      </div>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('goal.span')}
        data={[
          { value: 'session', label: t('goal.session') },
          { value: 'since', label: t('goal.since') },
        ]}
        value={fields.span}
        onChange={(span) => change({ span: span === 'since' ? 'since' : 'session' })}
      />
      {fields.span === 'since' && (
        <TextInput
          size="xs"
          type="date"
          label={t('goal.day')}
          value={fields.day}
          error={error === 'day' && t('goal.noDay')}
          onChange={(event) => change({ day: event.currentTarget.value })}
          data-testid="goal-day"
        />
      )}
      <div className="button-row">
        <Button size="compact-sm" type="submit" loading={save.pending} data-testid="goal-save">
          {t('goal.save')}
        </Button>
        {goal !== null && (
          <Button
            size="compact-sm"
            variant="default"
            loading={save.pending}
            onClick={() => save.run(null)}
            data-testid="goal-clear"
          >
            {t('goal.clear')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** The reader's own. */
function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
