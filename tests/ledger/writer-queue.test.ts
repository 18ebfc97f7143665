import { describe, expect, it } from 'vitest';
import type {
  CommandOutcome,
  CommitReport,
  LedgerCommand,
} from '../../electron/ledger/commands.ts';
import { createWriterQueue } from '../../electron/ledger/writer-queue.ts';
import type { CommittedGift } from '../../shared/ledger/committed.ts';
import { committed } from '../alerts/builders.ts';

/** A command that can be told from others: its title is its name. */
function command(name: string): LedgerCommand {
  return { type: 'openSession', title: name, by: 'hand', atMs: 7 };
}

function nameOf(one: LedgerCommand): string {
  if (one.type === 'openSession') return one.title;
  return one.type === 'rejected' ? `rejected:${one.code}` : one.type;
}

class NoSpace extends Error {}

/** A queue whose commits are noted and fail when told to; time passes when `tick` says so. */
function stage() {
  const commits: string[][] = [];
  const answers: { id: number; outcomes: readonly CommandOutcome[] }[] = [];
  const published: CommittedGift[] = [];
  const health: [string, string | null, number][] = [];
  const tasks: { readonly run: () => void; readonly delayMs: number }[] = [];
  const delays: number[] = [];
  let seq = 0;
  let failure: (names: readonly string[]) => Error | null = () => null;
  const queue = createWriterQueue(
    (commands): CommitReport => {
      const names = commands.map(nameOf);
      const error = failure(names);
      if (error !== null) throw error;
      commits.push(names);
      return {
        outcomes: commands.map((one) => (one.type === 'rejected' ? 'done' : 'accepted')),
        gifts: names.map((name) => committed({ seq: (seq += 1), giftName: name })),
        observed: [],
        entries: [],
        corrected: [],
        erased: [],
        sessions: [],
        rejected: commands.filter((one) => one.type === 'rejected').length,
        conflicts: 0,
      };
    },
    (error) => error instanceof NoSpace,
    (run, delayMs) => {
      tasks.push({ run, delayMs });
      delays.push(delayMs);
    },
    {
      committed(report, answered) {
        published.push(...report.gifts);
        answers.push(...answered);
      },
      health: (...state) => health.push(state),
    },
  );
  return {
    queue,
    commits,
    answers,
    published,
    health,
    delays,
    failWhen(when: (names: readonly string[]) => Error | null) {
      failure = when;
    },
    push(id: number, ...names: readonly string[]) {
      queue.push({ id, commands: names.map(command) });
    },
    /** Runs what is due, once. */
    tick() {
      for (const { run } of tasks.splice(0)) run();
    },
    settle() {
      while (tasks.length > 0) this.tick();
    },
  };
}

describe('the writer queue', () => {
  it('commits together what waits, in order, and answers each request with its own outcomes', () => {
    const s = stage();
    s.push(1, 'a', 'b');
    s.push(2, 'c');
    expect(s.commits).toEqual([]);
    s.settle();
    expect(s.commits).toEqual([['a', 'b', 'c']]);
    expect(s.answers).toEqual([
      { id: 1, outcomes: ['accepted', 'accepted'] },
      { id: 2, outcomes: ['accepted'] },
    ]);
    expect(s.queue.pending()).toBe(0);
  });

  it('keeps commits to a size, without splitting a request', () => {
    const s = stage();
    const many = Array.from({ length: 1_500 }, (_, index) => `x${index}`);
    s.push(1, ...many);
    s.push(2, ...many);
    s.push(3, ...many, ...many);
    s.settle();
    expect(s.commits.map((names) => names.length)).toEqual([1_500, 1_500, 3_000]);
    expect(s.answers.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('keeps everything while the disk fails, acknowledges nothing, and says so', () => {
    const s = stage();
    s.failWhen(() => new NoSpace('disk full'));
    s.push(1, 'a');
    s.tick();
    s.push(2, 'b');
    for (let times = 0; times < 5; times += 1) s.tick();
    expect(s.answers).toEqual([]);
    expect(s.published).toEqual([]);
    expect(s.queue.pending()).toBe(2);
    expect(s.health.at(-1)).toEqual(['failing', 'disk full', 2]);
    expect(s.delays).toEqual([0, 250, 500, 1_000, 2_000, 2_000, 2_000]);

    s.failWhen(() => null);
    s.settle();
    expect(s.commits).toEqual([['a', 'b']]);
    expect(s.answers.map(({ id }) => id)).toEqual([1, 2]);
    expect(s.health.at(-1)).toEqual(['ok', null, 0]);
  });

  it('begins with short waits again after a failure that passed', () => {
    const s = stage();
    for (const id of [1, 2]) {
      s.failWhen(() => new NoSpace('disk full'));
      s.push(id, `x${id}`);
      s.tick();
      s.failWhen(() => null);
      s.settle();
    }
    expect(s.delays).toEqual([0, 250, 0, 250]);
  });

  it('isolates a command that cannot be stored: it is recorded, the others are committed', () => {
    const s = stage();
    s.failWhen((names) => (names.includes('poison') ? new Error('bad value') : null));
    s.push(1, 'a', 'poison', 'b');
    s.push(2, 'c');
    s.push(3, 'd');
    s.settle();
    expect(s.commits.flat()).toEqual(['a', 'rejected:not_storable', 'b', 'c', 'd']);
    expect(s.answers).toEqual([
      { id: 1, outcomes: ['accepted', 'refused', 'accepted'] },
      { id: 2, outcomes: ['accepted'] },
      { id: 3, outcomes: ['accepted'] },
    ]);
    expect(s.queue.pending()).toBe(0);
  });

  it('keeps what came while it was isolating', () => {
    const s = stage();
    s.failWhen((names) => {
      if (!names.includes('poison')) return null;
      if (names.length > 1) s.push(9, 'later');
      return new Error('bad value');
    });
    s.push(1, 'a', 'poison');
    s.settle();
    expect(s.answers.map(({ id }) => id)).toEqual([1, 9]);
    expect(s.commits.flat()).toContain('later');
  });

  it('commits and tells each command once when the disk fails time and again while isolating', () => {
    const s = stage();
    let full = 'b';
    s.failWhen((names) => {
      if (names.includes('poison')) return new Error('bad value');
      return names.includes(full) ? new NoSpace('disk full') : null;
    });
    s.push(1, 'a', 'poison', 'b', 'poison', 'd');
    s.push(2, 'c');
    s.tick();
    s.tick();
    expect(s.answers).toEqual([]);
    expect(s.published.map((one) => one.giftName)).toEqual(['a', 'rejected:not_storable']);
    full = 'd';
    s.tick();
    s.tick();
    expect(s.answers).toEqual([]);
    full = '';
    s.settle();
    expect(s.commits.flat()).toEqual([
      'a',
      'rejected:not_storable',
      'b',
      'rejected:not_storable',
      'd',
      'c',
    ]);
    expect(s.published.map((one) => one.giftName)).toEqual(s.commits.flat());
    expect(s.answers).toEqual([
      { id: 1, outcomes: ['accepted', 'refused', 'accepted', 'refused', 'accepted'] },
      { id: 2, outcomes: ['accepted'] },
    ]);
  });

  it('tries again when not even the refusal can be recorded', () => {
    const s = stage();
    let full = true;
    s.failWhen((names) => {
      if (names.includes('poison')) return new Error('bad value');
      return full && names[0]?.startsWith('rejected') === true ? new NoSpace('disk full') : null;
    });
    s.push(1, 'poison');
    s.tick();
    expect(s.answers).toEqual([]);
    expect(s.health.at(-1)?.[0]).toBe('failing');
    full = false;
    s.settle();
    expect(s.answers).toEqual([{ id: 1, outcomes: ['refused'] }]);
  });

  it('does not take a listener’s fault for a fault of the commit', () => {
    const commits: string[][] = [];
    const tasks: (() => void)[] = [];
    const queue = createWriterQueue(
      (commands) => {
        commits.push(commands.map(nameOf));
        return {
          outcomes: commands.map(() => 'accepted'),
          gifts: [],
          observed: [],
          entries: [],
          corrected: [],
          erased: [],
          sessions: [],
          rejected: 0,
          conflicts: 0,
        };
      },
      () => false,
      (run) => tasks.push(run),
      {
        committed() {
          throw new Error('a listener is broken');
        },
        health: () => undefined,
      },
    );
    queue.push({ id: 1, commands: [command('a')] });
    expect(() => tasks.shift()?.()).toThrow('a listener is broken');
    expect(commits).toEqual([['a']]);
    expect(queue.pending()).toBe(0);
  });

  it('flushes everything that can be committed, and gives up on a disk that fails', () => {
    const s = stage();
    const many = Array.from({ length: 1_999 }, (_, index) => `x${index}`);
    s.push(1, ...many);
    s.push(2, ...many);
    s.queue.flush();
    expect(s.answers.map(({ id }) => id)).toEqual([1, 2]);
    s.failWhen(() => new NoSpace('disk full'));
    s.push(3, 'a');
    s.queue.flush();
    expect(s.queue.pending()).toBe(1);
  });
});
