/** The page "Overlays": all canvases, or the editor of one. */
import './without-eval.ts';
import { Skeleton } from '@mantine/core';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { hashTo } from '../route.ts';
import { CanvasList } from './canvas-list.tsx';
import { openDraft, useDraft } from './drafts.ts';
import { EditorPage } from './editor-page.tsx';
import './overlays.css';
import { useKeptCanvas } from './use-canvases.ts';

export default function OverlaysPage(props: { readonly canvasId: string | null }): ReactElement {
  const { canvasId } = props;
  return canvasId === null ? <CanvasList /> : <OpenCanvas key={canvasId} canvasId={canvasId} />;
}

function OpenCanvas({ canvasId }: { readonly canvasId: string }): ReactElement {
  const { t } = useTranslation();
  const { data: kept, isError } = useKeptCanvas(canvasId);
  const draft = useDraft(canvasId);
  useEffect(() => {
    if (kept != null) openDraft(kept);
  }, [kept]);
  if (draft !== null) return <EditorPage draft={draft} />;
  if (kept === null || isError) {
    return (
      <main className="overlays overlays-none" data-testid="canvas-gone">
        <h1>{t(isError ? 'canvases.failed' : 'canvases.gone')}</h1>
        <a
          className="link"
          href={hashTo({ page: 'overlays', canvasId: null }, window.location.hash)}
        >
          {t('canvases.toList')}
        </a>
      </main>
    );
  }
  return (
    <main className="overlays">
      <Skeleton height="100%" />
    </main>
  );
}
