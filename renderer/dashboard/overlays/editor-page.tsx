/** The editor of a canvas: what can be added and how it is layered, the stage, and what is chosen. */
import { Button, Tabs } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { hashTo } from '../route.ts';
import type { Draft } from './drafts.ts';
import { EditorBar } from './editor-bar.tsx';
import type { View } from './editor-bar.tsx';
import { ItemPanel } from './item-panel.tsx';
import { LayersPanel } from './layers-panel.tsx';
import { Palette } from './palette.tsx';
import { Stage } from './stage.tsx';
import { ThemePanel } from './theme-panel.tsx';
import { useEditor } from './use-editor.ts';
import { useSave } from './use-save.ts';
import type { Saving } from './use-save.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { Dialog } from '../shell/dialog.tsx';

const FIRST_VIEW: View = { zoom: null, backdrop: 'dark', grid: null };

export function EditorPage({ draft }: { readonly draft: Draft }): ReactElement {
  const { t } = useTranslation();
  const editor = useEditor(draft);
  const saving = useSave(draft);
  const [view, setView] = useState(FIRST_VIEW);
  const [playing, setPlaying] = useState(false);
  const [tab, setTab] = useState<string | null>('item');
  const played = useCallback(() => setPlaying(false), []);
  const { unsaved } = editor;
  const { save } = saving;
  useShortcuts(editor, () => {
    if (unsaved) save();
  });
  return (
    <main className="overlays editor" data-testid="editor">
      <EditorBar
        editor={editor}
        saving={saving}
        view={view}
        onView={setView}
        playing={playing}
        onPlay={setPlaying}
      />
      <p className="editor-narrow" data-testid="editor-narrow">
        {t('editor.narrow')}{' '}
        <a
          className="link"
          href={hashTo({ page: 'overlays', canvasId: null }, window.location.hash)}
        >
          {t('canvases.toList')}
        </a>
      </p>
      <aside className="editor-side" aria-label={t('editor.parts')}>
        <Palette editor={editor} />
        <LayersPanel editor={editor} />
      </aside>
      <Stage
        editor={editor}
        zoom={view.zoom}
        backdrop={view.backdrop}
        grid={view.grid}
        playing={playing}
        onPlayed={played}
      />
      <aside className="editor-side" aria-label={t('editor.details')}>
        <Tabs value={tab} onChange={setTab} classNames={{ panel: 'editor-panel' }}>
          <Tabs.List grow>
            <Tabs.Tab value="item">{t('editor.tabItem')}</Tabs.Tab>
            <Tabs.Tab value="theme" data-testid="tab-theme">
              {t('editor.tabTheme')}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="item">
            <ItemPanel editor={editor} />
          </Tabs.Panel>
          <Tabs.Panel value="theme">
            <ThemePanel editor={editor} />
          </Tabs.Panel>
        </Tabs>
      </aside>
      <Conflict saving={saving} />
    </main>
  );
}

/** Somebody else was faster. */
function Conflict({ saving }: { readonly saving: Saving }): ReactElement {
  const { t } = useTranslation();
  const { conflict } = saving;
  return (
    <Dialog
      opened={conflict !== null}
      onClose={saving.decideLater}
      title={t('editor.conflict.heading')}
    >
      <div className="stack" data-testid="conflict">
        <p>{t(conflict === 'gone' ? 'editor.conflict.gone' : 'editor.conflict.changed')}</p>
        <div className="button-row">
          <Button size="xs" onClick={saving.keepMine} data-testid="conflict-mine">
            {t(conflict === 'gone' ? 'editor.conflict.bringBack' : 'editor.conflict.mine')}
          </Button>
          {conflict === 'changed' && (
            <Button
              size="xs"
              variant="default"
              onClick={saving.takeTheirs}
              data-testid="conflict-theirs"
            >
              {t('editor.conflict.theirs')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
