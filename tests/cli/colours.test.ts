import { describe, expect, it } from 'vitest';
import { wantsColours } from '../../electron/cli/colours.ts';
import { spawnCoinfall } from '../tools/coinfall.ts';

describe('colours', () => {
  it.each([
    ['a terminal', true, {}, true],
    ['a terminal that cannot', true, { TERM: 'dumb' }, false],
    ['a terminal of somebody who wants none', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty wish', true, { NO_COLOR: '' }, true],
    ['a pipe', false, {}, false],
    ['a pipe of a build server', false, { CI: 'true' }, false],
    ['a pipe of somebody who wants them', false, { FORCE_COLOR: '1' }, true],
    ['contradicting wishes', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('%s', (_, terminal, env, wanted) => {
    expect(wantsColours(terminal, env)).toBe(wanted);
  });

  it('are not in what a build server pipes', async () => {
    const { ended } = spawnCoinfall(['verify', '--data-dir', '/nowhere/at/all'], { CI: 'true' });
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^coinfall: /);
    expect(stderr).not.toMatch(/\u001b/);
  });
});
