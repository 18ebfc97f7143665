/** Which window speaks: exactly one at any time, and the next when it leaves. */
import { expect, it } from 'vitest';
import { createSpeakers } from '../../electron/api/speakers.ts';

/** A window that listens; `told` is what it knows. */
function joinWindow(speakers: ReturnType<typeof createSpeakers>) {
  const leaving = new AbortController();
  const window = { told: [] as boolean[], leave: () => leaving.abort(), gone: Promise.resolve() };
  window.gone = (async () => {
    for await (const { speaks } of speakers.join(leaving.signal)) window.told.push(speaks);
  })();
  return window;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

it('the first that came speaks; when it leaves, the next one does', async () => {
  const speakers = createSpeakers();
  const windows = [joinWindow(speakers), joinWindow(speakers), joinWindow(speakers)];
  await settle();
  expect(windows.map(({ told }) => told)).toEqual([[true], [false], [false]]);
  windows[1]?.leave();
  await settle();
  expect(windows.map(({ told }) => told)).toEqual([[true], [false], [false]]);
  windows[0]?.leave();
  await settle();
  expect(windows.map(({ told }) => told)).toEqual([[true], [false], [false, true]]);
  windows[2]?.leave();
  await Promise.all(windows.map(({ gone }) => gone));
  const late = joinWindow(speakers);
  await settle();
  expect(late.told).toEqual([true]);
  late.leave();
  await late.gone;
});
