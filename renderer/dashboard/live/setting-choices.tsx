/** A control for each setting of a widget's card. */
import { SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import type { ReactElement } from 'react';
import type { WidgetCard } from '../../widgets/card.ts';
import { useSettingWord } from './widget-list.ts';

export function SettingChoices(props: {
  readonly card: Pick<WidgetCard, 'choices'>;
  readonly chosen: Readonly<Record<string, string>>;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
}): ReactElement {
  const { card, chosen, onChoose } = props;
  const word = useSettingWord();
  const id = useId();
  return (
    <>
      {Object.entries(card.choices).map(([key, values]) => (
        <div className="field-row" key={key}>
          <span id={`${id}-${key}`}>{word(key)}</span>
          <SegmentedControl
            size="xs"
            aria-labelledby={`${id}-${key}`}
            data={values.map((value) => ({ value, label: word(value) }))}
            value={chosen[key] ?? values[0]}
            onChange={(value) => onChoose({ ...chosen, [key]: value })}
            data-testid={`setting-${key}`}
          />
        </div>
      ))}
    </>
  );
}
