/** All canvases: each drawn small, with its address and what can be done with it. */
import { ActionIcon, Button, Menu, Skeleton } from '@mantine/core';
import { Copy, Link2, Plus, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CanvasSummary } from '../../../shared/contract/canvases.ts';
import { useCopy } from '../live/secret-field.tsx';
import { useLiveData } from '../live-data.ts';
import { hashTo } from '../route.ts';
import { useStore } from '../store.ts';
import { canvasAddress } from './canvas-address.ts';
import { useUnsaved } from './drafts.ts';
import { useCanvasList, useCopyCanvas, useNewCanvas, useRemoveCanvas } from './use-canvases.ts';

export function CanvasList(): ReactElement {
  const { t } = useTranslation();
  const { data: canvases, isError } = useCanvasList();
  return (
    <main className="overlays">
      <div className="overlays-head">
        <div>
          <h1>{t('canvases.heading')}</h1>
          <p className="quiet">{t('canvases.help')}</p>
        </div>
        {canvases !== undefined && canvases.length > 0 && <NewCanvas />}
      </div>
      {isError && <p role="alert">{t('canvases.failed')}</p>}
      {canvases === undefined && !isError && <Skeleton height={220} />}
      {canvases?.length === 0 && (
        <div className="overlays-empty" data-testid="canvases-empty">
          <p>{t('canvases.none')}</p>
          <NewCanvas />
        </div>
      )}
      <ul className="canvas-cards">
        {canvases?.map((canvas) => (
          <CanvasCard key={canvas.id} canvas={canvas} />
        ))}
      </ul>
    </main>
  );
}

function NewCanvas(): ReactElement {
  const { t } = useTranslation();
  const make = useNewCanvas();
  const choices = [
    { upright: false, with: 'first' },
    { upright: false, with: 'blank' },
    { upright: true, with: 'first' },
    { upright: true, with: 'blank' },
  ] as const;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button leftSection={<Plus size={15} />} loading={make.pending} data-testid="new-canvas">
          {t('canvases.new')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => {
          const shape = choice.upright ? 'upright' : 'lying';
          return (
            <Menu.Item
              key={`${shape} ${choice.with}`}
              onClick={() => make.run(choice)}
              data-testid={`new-${shape}-${choice.with}`}
            >
              {t(`canvases.make.${shape}.${choice.with}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function CanvasCard({ canvas }: { readonly canvas: CanvasSummary }): ReactElement {
  const { t } = useTranslation();
  const { id, name, width, height } = canvas;
  const system = useStore(useLiveData().system);
  const unsaved = useUnsaved().includes(id);
  const { copy } = useCopy();
  const duplicate = useCopyCanvas(canvas);
  const remove = useRemoveCanvas(canvas);
  return (
    <li className="canvas-card" data-testid={`canvas-${id}`}>
      <a
        className="canvas-link"
        href={hashTo({ page: 'overlays', canvasId: id }, window.location.hash)}
        data-testid="canvas-open"
      >
        <Sketch canvas={canvas} />
        <span className="canvas-name">{name}</span>
      </a>
      <p className="quiet">
        {t('canvases.facts', { width, height, count: canvas.boxes.length })}
        {unsaved && <strong className="unsaved"> · {t('editor.unsaved')}</strong>}
      </p>
      <div className="canvas-actions">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Link2 size={14} />}
          disabled={system === null}
          onClick={() => {
            if (system !== null) copy(canvasAddress(system.overlayUrl, id, canvas.token));
          }}
          data-testid="canvas-copy-address"
        >
          {t('canvases.copyAddress')}
        </Button>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('canvases.duplicate', { name })}
          title={t('canvases.duplicate', { name })}
          loading={duplicate.pending}
          onClick={() => duplicate.run()}
          data-testid="canvas-duplicate"
        >
          <Copy size={15} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('canvases.remove', { name })}
          title={t('canvases.remove', { name })}
          loading={remove.pending}
          onClick={() => remove.run()}
          data-testid="canvas-remove"
        >
          <Trash2 size={15} />
        </ActionIcon>
      </div>
    </li>
  );
}

/** Where the widgets of a canvas are. */
function Sketch({ canvas }: { readonly canvas: CanvasSummary }): ReactElement {
  const { width, height, boxes } = canvas;
  return (
    <svg
      className="canvas-sketch"
      viewBox={`-120 -120 ${width + 240} ${height + 240}`}
      aria-hidden="true"
    >
      <rect className="sketch-ground" width={width} height={height} rx={24} />
      {boxes.map((box, index) => (
        <rect key={index} className="sketch-item" {...box} rx={16} />
      ))}
    </svg>
  );
}
