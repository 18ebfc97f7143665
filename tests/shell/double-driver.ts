/** The app on the Electron double, as the shared scenarios see it. */
import { launchDouble } from '../tools/electron-double/launch.ts';
import type { DoubleRun } from '../tools/electron-double/launch.ts';
import { BUILT_MAIN } from './built.ts';
import { windowNameOf, withoutFragment } from './under-test.ts';
import type { ShellUnderTest, WindowName } from './under-test.ts';

const WINDOW_URLS: Readonly<Record<WindowName, string>> = {
  dashboard: 'coinfall://app/',
  overlay: 'http://127.0.0.1:',
};

export interface DoubleUnderTest extends ShellUnderTest {
  readonly run: DoubleRun;
}

/** Starts the built app with these arguments; another program may hold some keys already. */
export function openOnDouble(
  args: readonly string[],
  takenShortcuts: readonly string[] = [],
): DoubleUnderTest {
  const run = launchDouble({ main: BUILT_MAIN, args, takenShortcuts });
  const exited = run.exited.then(({ code }) => code);
  const evaluate = (name: WindowName, expression: string, inSubframe: boolean) =>
    run.tell({ do: 'evaluate', window: WINDOW_URLS[name], expression, inSubframe });
  return {
    run,
    exited,
    log: run.log,
    windows: async () => {
      const { windows } = await run.facts();
      return windows
        .filter(({ destroyed, url }) => !destroyed && url !== '')
        .map(({ url, visible }) => ({
          name: windowNameOf(url),
          url: withoutFragment(url),
          visible,
        }));
    },
    evaluate: (name, expression) => evaluate(name, expression, false),
    evaluateInSubframe: (name, expression) => evaluate(name, expression, true),
    clickMenu: async (label) => {
      await run.tell({ do: 'click-menu', where: 'application', label });
    },
    closeDashboard: async () => {
      await run.tell({ do: 'close', window: WINDOW_URLS.dashboard });
    },
    startSecond: async () => (await launchDouble({ main: BUILT_MAIN, args }).exited).code,
    quit: async () => {
      await run.tell({ do: 'quit' });
    },
    dispose: async () => {
      run.kill('SIGKILL');
      await exited;
    },
  };
}
