import { describe, expect, it } from 'vitest';
import { testConnection } from '../../electron/sources/tester.ts';
import type { FoundSource } from '../../electron/sources/registry.ts';
import { NO_CONTEXT } from '../../electron/sources/source.ts';
import type { ConnectionHandlers, Ended } from '../../electron/sources/source.ts';
import { endedStep, firstStep, nextStep, settledSteps } from '../../electron/sources/steps.ts';
import type { ConnectionTest, SourceStep } from '../../shared/contract/sources.ts';
import { fakeClock } from './fake-clock.ts';

function shown(steps: readonly SourceStep[]): readonly string[] {
  return steps.map(({ words, state }) => `${words}: ${state}`);
}

describe('the steps of an attempt', () => {
  it('are one of their own until the source says more', () => {
    expect(shown(firstStep())).toEqual(['Connecting: pending']);
    expect(shown(settledSteps(firstStep()))).toEqual(['Connecting: ok']);
  });

  it('have worked as far as the source has come', () => {
    const steps = nextStep(nextStep(firstStep(), 'Reaching it'), 'Logging in');
    expect(shown(steps)).toEqual(['Reaching it: ok', 'Logging in: pending']);
  });

  it('say where it stopped, why, and what to do', () => {
    const steps = nextStep(nextStep(firstStep(), 'Reaching it'), 'Logging in');
    const ended = endedStep(steps, { reason: 'Refused.', next: 'Enter the key.' });
    expect(shown(ended)).toEqual(['Reaching it: ok', 'Logging in: failed']);
    expect(ended.at(-1)).toMatchObject({ note: 'Refused.', next: 'Enter the key.' });
  });

  it('wait, without having failed, for somebody to be live', () => {
    const waiting: Ended = { reason: 'Waiting until @ann is live.', retryInMs: 30_000 };
    expect(endedStep(firstStep(), waiting)[0]).toMatchObject({ state: 'waiting', next: null });
    expect(endedStep(firstStep(), { ...waiting, next: 'Mend it.' })[0]?.state).toBe('failed');
  });
});

/** A test of a source in the hand of a test. */
function harness() {
  const clock = fakeClock();
  const abort = new AbortController();
  let handlers: ConnectionHandlers | undefined;
  let closed = 0;
  const found: FoundSource = {
    ok: true,
    url: new URL('fake://place'),
    label: 'fake://place',
    definition: {
      id: 'fake',
      scheme: 'fake',
      sandboxOnly: false,
      live: true,
      check: () => null,
      normalise: () => ({ frames: [], rejections: [] }),
      connect(_, given) {
        handlers = given;
        return { close: () => (closed += 1) };
      },
    },
  };
  const test = testConnection({ found, context: NO_CONTEXT, clock, signal: abort.signal });
  const next = async (): Promise<ConnectionTest | null> => {
    const { value } = await test.next();
    return value ?? null;
  };
  const source = (): ConnectionHandlers => {
    if (handlers === undefined) throw new Error('nobody dialled');
    return handlers;
  };
  return { clock, abort, next, source, closed: () => closed };
}

describe('a test of a connection', () => {
  it('is over with the first message, and lets go', async () => {
    const { next, source, closed } = harness();
    expect(shown((await next())?.steps ?? [])).toEqual([
      'Reading the address: ok',
      'Connecting: pending',
    ]);
    source().onConnected();
    expect((await next())?.result).toBeNull();
    source().onFrame('chat');
    expect(await next()).toMatchObject({ result: 'connected' });
    expect(await next()).toBeNull();
    expect(closed()).toBe(1);
  });

  it('does not mind a quiet room: after 8 s the connection has proven itself', async () => {
    const { next, source, clock } = harness();
    await next();
    source().onConnected();
    await next();
    clock.advance(8_000);
    const last = await next();
    expect(last?.result).toBe('connected');
    expect(last?.steps.at(-1)).toMatchObject({ state: 'ok' });
    expect(last?.steps.at(-1)?.note).toContain('That is normal');
    await next();
    expect(clock.pending()).toBe(0);
  });

  it('tries once: a failure, a wait and a lost connection are its end', async () => {
    for (const [ended, result] of [
      [{ reason: 'Nothing answers.' }, 'failed'],
      [{ reason: 'Waiting until @ann is live.', retryInMs: 1_000 }, 'waiting'],
    ] as const) {
      const { next, source, clock } = harness();
      await next();
      source().onEnded(ended);
      const last = await next();
      expect(last).toMatchObject({ result, steps: [{}, { note: ended.reason }] });
      expect(await next()).toBeNull();
      expect(clock.pending()).toBe(0);
    }
    const lost = harness();
    await lost.next();
    lost.source().onConnected();
    await lost.next();
    lost.source().onEnded({ reason: 'It closed the connection.' });
    expect((await lost.next())?.steps.at(-1)).toMatchObject({
      words: 'Waiting for the first message',
      state: 'failed',
      note: 'It closed the connection.',
    });
  });

  it('has a limit of its own for an answer', async () => {
    const { next, clock } = harness();
    await next();
    clock.advance(15_000);
    const last = await next();
    expect(last?.result).toBe('failed');
    expect(last?.steps.at(-1)?.note).toBe('No answer within 15 s.');
  });

  it('lets go when the caller leaves', async () => {
    const { next, abort, clock, closed } = harness();
    await next();
    const waiting = next();
    abort.abort();
    expect(await waiting).toBeNull();
    expect(closed()).toBe(1);
    expect(clock.pending()).toBe(0);
  });
});
