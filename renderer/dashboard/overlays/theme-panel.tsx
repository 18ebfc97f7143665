/** How the canvas looks: a preset, what is changed of it, the creator's own CSS; and themes as files. */
import { Button, FileButton, Select, Slider, Textarea } from '@mantine/core';
import { Download, Upload } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  MAX_CSS_LENGTH,
  PLAIN_TOKENS,
  PRESET_IDS,
  THEME_FONTS,
  THEME_MOTIONS,
} from '../../../shared/overlay/theme.ts';
import type { Theme, ThemeTokens } from '../../../shared/overlay/theme.ts';
import {
  MAX_THEME_FILE,
  readThemeFile,
  themeFileText,
} from '../../../shared/overlay/theme-file.ts';
import type { ReadTheme } from '../../../shared/overlay/theme-file.ts';
import { download } from '../download.ts';
import { ColourField } from './colour-field.tsx';
import type { Editor } from './use-editor.ts';

type Change = (change: Partial<Theme>, run?: string) => void;

export function ThemePanel({ editor }: { readonly editor: Editor }): ReactElement {
  const { theme } = editor.canvas;
  const change: Change = (part, run) =>
    editor.edit((on) => ({ ...on, theme: { ...on.theme, ...part } }), run);
  return (
    <div className="stack" data-testid="theme-panel">
      <Presets theme={theme} change={change} />
      <Tokens theme={theme} change={change} endRun={editor.endRun} />
      <OwnCss theme={theme} change={change} endRun={editor.endRun} />
      <ThemeFiles theme={theme} change={change} />
    </div>
  );
}

function Presets(props: { readonly theme: Theme; readonly change: Change }): ReactElement {
  const { theme, change } = props;
  const { t } = useTranslation();
  return (
    <section aria-labelledby="presets-heading">
      <h2 id="presets-heading">{t('theme.presets')}</h2>
      <ul className="presets">
        {PRESET_IDS.map((preset) => (
          <li key={preset}>
            <button
              type="button"
              className="preset"
              data-preset={preset}
              aria-pressed={theme.preset === preset}
              data-testid={`preset-${preset}`}
              onClick={() => change({ preset, name: t(`theme.preset.${preset}.name`) })}
            >
              <span className="preset-sample" aria-hidden="true">
                <span />
                <b />
              </span>
              {t(`theme.preset.${preset}.name`)}
            </button>
          </li>
        ))}
      </ul>
      <p className="quiet">{t(`theme.preset.${theme.preset}.about`)}</p>
    </section>
  );
}

function Tokens(props: {
  readonly theme: Theme;
  readonly change: Change;
  readonly endRun: () => void;
}): ReactElement {
  const { theme, change, endRun } = props;
  const { tokens } = theme;
  const { t } = useTranslation();
  const set = (part: Partial<ThemeTokens>): void =>
    change({ tokens: { ...tokens, ...part } }, `token ${Object.keys(part).join()}`);
  const isPlain = JSON.stringify(tokens) === JSON.stringify(PLAIN_TOKENS);
  const colours = ['paper', 'words', 'quiet', 'accent', 'accentWords'] as const;
  return (
    <section className="stack" aria-labelledby="tokens-heading">
      <div className="editor-head">
        <h2 id="tokens-heading">{t('theme.tokens')}</h2>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          disabled={isPlain}
          onClick={() => change({ tokens: PLAIN_TOKENS })}
        >
          {t('theme.reset')}
        </Button>
      </div>
      <Select
        size="xs"
        label={t('theme.font.label')}
        data={THEME_FONTS.map((font) => ({ value: font, label: t(`theme.font.${font}`) }))}
        value={tokens.font}
        allowDeselect={false}
        data-testid="theme-font"
        onChange={(font) => {
          if (font !== null) set({ font: font });
        }}
      />
      <Select
        size="xs"
        label={t('theme.motion.label')}
        data={THEME_MOTIONS.map((motion) => ({
          value: motion,
          label: t(`theme.motion.${motion}`),
        }))}
        value={tokens.motion}
        allowDeselect={false}
        onChange={(motion) => {
          if (motion !== null) set({ motion: motion });
        }}
      />
      <div className="colours">
        {colours.map((name) => (
          <ColourField
            key={name}
            label={t(`theme.colour.${name}`)}
            value={tokens[name]}
            testId={`theme-${name}`}
            onChange={(colour) => set({ [name]: colour })}
            onEnd={endRun}
          />
        ))}
      </div>
      <Amount
        label={t('theme.radius')}
        most={48}
        value={tokens.radius}
        onChange={(radius) => set({ radius })}
        onEnd={endRun}
      />
      <Amount
        label={t('theme.shadow')}
        most={100}
        value={tokens.shadow}
        onChange={(shadow) => set({ shadow })}
        onEnd={endRun}
      />
    </section>
  );
}

/** A number, or the preset's own. */
function Amount(props: {
  readonly label: string;
  readonly most: number;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly onEnd: () => void;
}): ReactElement {
  const { label, most, value, onChange, onEnd } = props;
  const { t } = useTranslation();
  return (
    <div className="amount-field">
      <div className="field-row">
        <span>{label}</span>
        {value === null ? (
          <span className="quiet">{t('theme.own')}</span>
        ) : (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(null)}>
            {t('theme.backToOwn')}
          </Button>
        )}
      </div>
      <Slider
        size="sm"
        min={0}
        max={most}
        value={value ?? 0}
        thumbLabel={label}
        data-own={value === null || undefined}
        onChange={onChange}
        onChangeEnd={onEnd}
      />
    </div>
  );
}

function OwnCss(props: {
  readonly theme: Theme;
  readonly change: Change;
  readonly endRun: () => void;
}): ReactElement {
  const { theme, change, endRun } = props;
  const { t } = useTranslation();
  return (
    <section className="stack" aria-labelledby="css-heading">
      <h2 id="css-heading">{t('theme.css')}</h2>
      <Textarea
        size="xs"
        aria-labelledby="css-heading"
        description={t('theme.cssHelp')}
        classNames={{ input: 'css-input' }}
        autosize
        minRows={4}
        maxRows={14}
        spellCheck={false}
        maxLength={MAX_CSS_LENGTH}
        value={theme.css}
        data-testid="theme-css"
        onChange={({ currentTarget }) => change({ css: currentTarget.value }, 'css')}
        onBlur={endRun}
      />
    </section>
  );
}

function ThemeFiles(props: { readonly theme: Theme; readonly change: Change }): ReactElement {
  const { theme, change } = props;
  const { t } = useTranslation();
  const [failure, setFailure] = useState<string | null>(null);

  async function take(file: File | null): Promise<void> {
    if (file === null) return;
    const read: ReadTheme =
      file.size > 4 * MAX_THEME_FILE
        ? { ok: false, problem: 'too_large', where: [] }
        : readThemeFile(await file.text());
    setFailure(
      read.ok
        ? null
        : t(`theme.file.${read.problem}`, { file: file.name, where: read.where.join(', ') }),
    );
    if (read.ok) change(read.theme);
  }

  return (
    <section className="stack" aria-labelledby="theme-file-heading">
      <h2 id="theme-file-heading">{t('theme.file.heading')}</h2>
      <p className="quiet">{t('theme.file.help')}</p>
      <div className="button-row">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Download size={14} />}
          data-testid="theme-export"
          onClick={() =>
            download(
              new Blob([themeFileText(theme)], { type: 'application/json' }),
              `coinfall-theme-${fileName(theme.name)}.json`,
            )
          }
        >
          {t('theme.file.export')}
        </Button>
        <FileButton
          accept="application/json,.json"
          inputProps={{ 'aria-label': t('theme.file.import') }}
          onChange={(file) => void take(file)}
        >
          {(button) => (
            <Button
              {...button}
              size="compact-sm"
              variant="default"
              leftSection={<Upload size={14} />}
              data-testid="theme-import"
            >
              {t('theme.file.import')}
            </Button>
          )}
        </FileButton>
      </div>
      {failure !== null && (
        <p className="editor-failure" role="alert" data-testid="theme-failure">
          {failure}
        </p>
      )}
    </section>
  );
}

function fileName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-') || 'theme';
}
