/** A colour of a theme, or the preset's own when it is empty. */
import { CloseButton, ColorInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const COLOUR = /^#[0-9a-f]{6}([0-9a-f]{2})?$/;

export function ColourField(props: {
  readonly label: string;
  readonly value: string | null;
  readonly testId: string;
  readonly onChange: (colour: string | null) => void;
  /** The hand has come to rest. */
  readonly onEnd: () => void;
}): ReactElement {
  const { label, value, testId, onChange, onEnd } = props;
  const { t } = useTranslation();
  /** What is being typed, while it is no colour yet. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <ColorInput
      size="xs"
      format="hexa"
      label={label}
      placeholder={t('theme.ownShort')}
      withEyeDropper={false}
      value={typed ?? value ?? ''}
      data-testid={testId}
      popoverProps={{ withinPortal: true }}
      rightSection={
        value === null ? null : (
          <CloseButton
            size="xs"
            aria-label={t('theme.colourBack', { label })}
            onClick={() => {
              setTyped(null);
              onChange(null);
            }}
          />
        )
      }
      onChange={(text) => {
        const colour = text.toLowerCase();
        const isColour = COLOUR.test(colour);
        setTyped(isColour ? null : text);
        // Opaque colours are written shortly.
        if (isColour)
          onChange(colour.length === 9 && colour.endsWith('ff') ? colour.slice(0, 7) : colour);
        else if (text === '') onChange(null);
      }}
      onChangeEnd={onEnd}
      onBlur={() => {
        setTyped(null);
        onEnd();
      }}
    />
  );
}
