/**
 * Which screen the overlay covers: the one that was chosen while it is there, else the main one. The choice is
 * kept while its screen is away, so that a projector that is plugged in again gets its overlay back.
 */
import { screen } from 'electron';
import type { WindowStateFile } from './window-state.ts';

/** A screen as a menu tells of it. */
export interface DisplayChoice {
  readonly id: number;
  readonly label: string;
  readonly chosen: boolean;
}

export interface OverlayDisplay {
  /** Where the overlay belongs now, in device-independent pixels. */
  readonly bounds: () => Electron.Rectangle;
  readonly choices: () => readonly DisplayChoice[];
  readonly choose: (id: number) => void;
}

/**
 * @param onChange - told when the choice or the screens have changed: the overlay may have to move
 */
export function watchOverlayDisplay(state: WindowStateFile, onChange: () => void): OverlayDisplay {
  screen.on('display-added', onChange);
  screen.on('display-removed', onChange);
  screen.on('display-metrics-changed', onChange);

  const current = (): Electron.Display => {
    const wanted = state.get().overlayDisplayId;
    return screen.getAllDisplays().find(({ id }) => id === wanted) ?? screen.getPrimaryDisplay();
  };
  return {
    bounds: () => current().bounds,
    choices: () => {
      const chosen = current().id;
      return screen.getAllDisplays().map(({ id, label, bounds }, index) => ({
        id,
        label: `${label === '' ? `Screen ${index + 1}` : label} (${bounds.width} × ${bounds.height})`,
        chosen: id === chosen,
      }));
    },
    choose: (id) => {
      state.patch({ overlayDisplayId: id });
      onChange();
    },
  };
}
