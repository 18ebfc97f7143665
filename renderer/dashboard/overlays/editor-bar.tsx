/** The editor's bar: the canvas's name and shape, steps back and forth, how it is looked at, and saving. */
import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core';
import { ArrowLeft, Grid3x3, Link2, Play, Redo2, Square, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CANVAS_SIZES, MAX_CANVAS_NAME } from '../../../shared/overlay/canvas-limits.ts';
import { turnCanvas } from '../../../shared/overlay/edit.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useCopy } from '../live/secret-field.tsx';
import { useLiveData } from '../live-data.ts';
import { hashTo } from '../route.ts';
import { useStore } from '../store.ts';
import { canvasAddress } from './canvas-address.ts';
import type { Backdrop } from './stage.tsx';
import { useCanvasList } from './use-canvases.ts';
import type { Editor } from './use-editor.ts';
import type { Saving } from './use-save.ts';

/** How the canvas is looked at; nothing of it is saved. */
export interface View {
  /** Screen pixels per pixel of the canvas; null for as large as it fits. */
  readonly zoom: number | null;
  readonly backdrop: Backdrop;
  readonly grid: number | null;
}

const GRID = 20;
const ZOOMS = [0.25, 0.5, 0.75, 1, 2] as const;
const BACKDROPS: readonly Backdrop[] = ['dark', 'bright', 'checks'];

export function EditorBar(props: {
  readonly editor: Editor;
  readonly saving: Saving;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly playing: boolean;
  readonly onPlay: (playing: boolean) => void;
}): ReactElement {
  const { editor, saving, view, onView, playing, onPlay } = props;
  const { t } = useTranslation();
  return (
    <div className="editor-bar" role="toolbar" aria-label={t('editor.bar')}>
      <a
        className="editor-back"
        href={hashTo({ page: 'overlays', canvasId: null }, window.location.hash)}
        aria-label={t('canvases.toList')}
        title={t('canvases.toList')}
        data-testid="editor-back"
      >
        <ArrowLeft size={17} />
      </a>
      <CanvasName editor={editor} />
      <Shape editor={editor} />
      <div className="editor-bar-group">
        <BarButton
          label={t('editor.undo')}
          disabled={!editor.canUndo}
          onClick={editor.undo}
          testId="undo"
        >
          <Undo2 size={16} />
        </BarButton>
        <BarButton
          label={t('editor.redo')}
          disabled={!editor.canRedo}
          onClick={editor.redo}
          testId="redo"
        >
          <Redo2 size={16} />
        </BarButton>
      </div>
      <div className="editor-bar-group">
        <Select
          size="xs"
          className="editor-zoom"
          aria-label={t('editor.zoom')}
          data={[
            { value: 'fit', label: t('editor.fit') },
            ...ZOOMS.map((zoom) => ({ value: String(zoom), label: `${zoom * 100} %` })),
          ]}
          value={view.zoom === null ? 'fit' : String(view.zoom)}
          allowDeselect={false}
          onChange={(zoom) =>
            onView({ ...view, zoom: zoom === 'fit' || zoom === null ? null : Number(zoom) })
          }
        />
        <Select
          size="xs"
          className="editor-backdrop"
          aria-label={t('editor.backdrop.label')}
          data={BACKDROPS.map((value) => ({ value, label: t(`editor.backdrop.${value}`) }))}
          value={view.backdrop}
          allowDeselect={false}
          data-testid="editor-backdrop"
          onChange={(backdrop) => {
            if (backdrop !== null) onView({ ...view, backdrop: backdrop });
          }}
        />
        <BarButton
          label={t('editor.grid', { px: GRID })}
          pressed={view.grid !== null}
          onClick={() => onView({ ...view, grid: view.grid === null ? GRID : null })}
          testId="editor-grid"
        >
          <Grid3x3 size={16} />
        </BarButton>
        <BarButton
          label={t(playing ? 'editor.stop' : 'editor.play')}
          pressed={playing}
          onClick={() => onPlay(!playing)}
          testId="editor-play"
        >
          {playing ? <Square size={14} /> : <Play size={16} />}
        </BarButton>
      </div>
      <div className="editor-bar-end">
        <StatusDot
          tone={editor.unsaved ? 'wait' : 'good'}
          text={t(editor.unsaved ? 'editor.unsaved' : 'editor.saved')}
          testId="save-state"
        />
        <CopyAddress canvasId={editor.canvas.id} />
        <Button
          size="xs"
          disabled={!editor.unsaved}
          loading={saving.pending}
          onClick={saving.save}
          data-testid="save"
        >
          {t('common.save')}
        </Button>
      </div>
    </div>
  );
}

function CanvasName({ editor }: { readonly editor: Editor }): ReactElement {
  const { t } = useTranslation();
  const { name } = editor.canvas;
  /** What is typed while it is no name. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      className="editor-name"
      aria-label={t('editor.name')}
      value={typed ?? name}
      maxLength={MAX_CANVAS_NAME}
      data-testid="canvas-name"
      onChange={({ currentTarget: { value } }) => {
        const next = value.trim();
        setTyped(value === next && next !== '' ? null : value);
        if (next !== '')
          editor.edit((on) => (on.name === next ? on : { ...on, name: next }), 'name');
      }}
      onBlur={() => {
        setTyped(null);
        editor.endRun();
      }}
    />
  );
}

function Shape({ editor }: { readonly editor: Editor }): ReactElement {
  const { t } = useTranslation();
  const { width, height } = editor.canvas;
  return (
    <Select
      size="xs"
      className="editor-shape"
      aria-label={t('editor.shape')}
      data={CANVAS_SIZES.map((size) => ({
        value: `${size.width}`,
        label: `${size.width} × ${size.height}`,
      }))}
      value={`${width}`}
      allowDeselect={false}
      data-testid="canvas-shape"
      onChange={(value) => {
        const size = CANVAS_SIZES.find((one) => `${one.width}` === value);
        if (size !== undefined && size.height !== height) editor.edit((on) => turnCanvas(on, size));
      }}
    />
  );
}

function CopyAddress({ canvasId }: { readonly canvasId: string }): ReactElement {
  const { t } = useTranslation();
  const system = useStore(useLiveData().system);
  const { data: canvases } = useCanvasList();
  const { copy } = useCopy();
  const token = canvases?.find(({ id }) => id === canvasId)?.token;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Link2 size={15} />}
      disabled={system === null || token === undefined}
      onClick={() => {
        if (system !== null && token !== undefined) {
          copy(canvasAddress(system.overlayUrl, canvasId, token));
        }
      }}
      data-testid="copy-address"
    >
      {t('canvases.copyAddress')}
    </Button>
  );
}

function BarButton(props: {
  readonly label: string;
  readonly testId: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  const { label, testId, onClick, pressed, disabled = false, children } = props;
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon
        variant={pressed === true ? 'light' : 'subtle'}
        color={pressed === true ? 'gold' : 'gray'}
        size="lg"
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
        data-testid={testId}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
