/**
 * Plays a recording: `replay:///path/file.ndjson?speed=10`, or a folder of them. Each frame is read by the source
 * it came from, so what was recorded live books the same here. `recording.ts` has the format of the lines.
 */
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { isFields, shown } from './fields.ts';
import { rejected } from './outcome.ts';
import { RECORDING_VERSION, type RecordedLine, readRecordedLine } from './recording.ts';
import { filesAt, linesOf } from './replay.lines.ts';
import {
  type Connection,
  type ConnectionHandlers,
  type Normalised,
  type SourceContext,
  type SourceDefinition,
  defineSource,
} from './source.ts';

/** Every other source. */
const readers: ReadonlyMap<string, SourceDefinition> = new Map(
  Object.values(
    import.meta.glob<SourceDefinition>(['./*.source.ts', '!./replay.source.ts'], {
      eager: true,
      import: 'default',
    }),
  ).map((definition) => [definition.scheme, definition]),
);

/** setTimeout cannot wait longer. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export default defineSource({
  id: 'replay',
  scheme: 'replay',
  sandboxOnly: true,
  live: true,
  check: (url) => {
    const path = replayPath(url);
    return 'refused' in path ? path.refused : speedRefusal(url);
  },
  normalise,
  connect,
});

/** The file that a URL names, in the words of the system it is on; or why it names none. */
export function replayPath(
  url: URL,
  windows = process.platform === 'win32',
): { readonly path: string } | { readonly refused: string } {
  const slashed = windows ? url.pathname.replaceAll('\\', '/') : url.pathname;
  const example = windows ? 'replay:///C:/Users/me/file.ndjson' : 'replay:///home/me/file.ndjson';
  const refused = { refused: `Name the recording with three slashes, for example ${example}` };
  if (slashed.length < 2) return refused;
  try {
    return { path: fileURLToPath(`file://${url.host}${slashed}`, { windows }) };
  } catch {
    return refused;
  }
}

function speedRefusal(url: URL): string | null {
  const speed = url.searchParams.get('speed');
  return speed === null || speed === 'max' || /^\d{1,5}(?:\.\d{1,3})?$/.test(speed)
    ? null
    : 'The speed is a number such as 10 (ten times as fast), or max.';
}

/** Multiple of real time; Infinity for as fast as the ledger takes it. */
function speedOf(url: URL): number {
  const speed = url.searchParams.get('speed') ?? '1';
  return speed === 'max' || Number(speed) === 0 ? Infinity : Number(speed);
}

/** Pure: `{ scheme, raw }` as its source reads it; `{ line, fault }` for what cannot be read. */
function normalise(played: unknown): Normalised {
  if (!isFields(played)) return rejected('malformed', 'This is not a line of a recording.');
  const { scheme, raw, line } = played;
  if (typeof line === 'number') {
    return rejected('line_broken', `Line ${line} is not one of a recording.`);
  }
  // Recorded while a recording was played.
  if (scheme === 'replay') return normalise(raw);
  const reader = typeof scheme === 'string' ? readers.get(scheme) : undefined;
  return reader === undefined
    ? rejected('scheme_unknown', `There is no source ${shown(scheme)} that could read this frame.`)
    : reader.normalise(raw);
}

function connect(url: URL, handlers: ConnectionHandlers, context: SourceContext): Connection {
  const stopping = new AbortController();
  const found = replayPath(url);
  if ('refused' in found) throw new Error(found.refused);
  play(found.path, { url, handlers, context, signal: stopping.signal })
    .then((end) => handlers.onEnded(end))
    .catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      handlers.onEnded({ reason: wordsFor(error, found.path), permanent: true });
    });
  return { close: () => stopping.abort() };
}

interface Playing {
  readonly url: URL;
  readonly handlers: ConnectionHandlers;
  readonly context: SourceContext;
  readonly signal: AbortSignal;
}

async function play(path: string, playing: Playing) {
  const files = filesAt(path);
  if (files.length === 0) return { reason: `There is no recording in ${path}.`, permanent: true };
  const stage = createStage(playing);
  for (const file of files) {
    for await (const { no, text } of linesOf(file, playing.signal)) {
      const line: RecordedLine = text === null ? { type: 'broken' } : readRecordedLine(text);
      if (line.type === 'header' && line.version !== RECORDING_VERSION) {
        return {
          reason: `${file} is a recording of version ${shown(line.version)}, which this Coinfall cannot play. Update Coinfall.`,
          permanent: true,
        };
      }
      await stage.take(line, no);
    }
  }
  return { reason: stage.summary(), finished: true };
}

/** Plays lines in their order and their time. */
function createStage({ url, handlers, context, signal }: Playing) {
  const speed = speedOf(url);
  const startedMs = performance.now();
  /** Live sources that were connected; the replay is, as long as one of them was. */
  const up = new Set<string>();
  let firstMs: number | null = null;
  let frames = 0;
  let broken = 0;
  // The file answers, whatever its first line says.
  handlers.onConnected();
  let connected = true;

  async function untilDue(t: number | null): Promise<void> {
    await context.room();
    if (t === null || speed === Infinity) return;
    firstMs ??= t;
    const waitMs = (t - firstMs) / speed - (performance.now() - startedMs);
    if (waitMs > 0) await pause(Math.min(waitMs, LONGEST_WAIT_MS), undefined, { signal });
  }

  function connect(source: string): void {
    up.add(source);
    if (!connected) handlers.onConnected();
    connected = true;
  }

  return {
    async take(line: RecordedLine, no: number): Promise<void> {
      if (line.type === 'header') return;
      if (line.type === 'broken') {
        broken += 1;
        handlers.onFrame({ line: no });
        return;
      }
      await untilDue(line.t);
      signal.throwIfAborted();
      switch (line.type) {
        case 'connected':
          connect(line.source);
          break;
        case 'ended':
          up.delete(line.source);
          if (up.size > 0 || !connected) break;
          connected = false;
          handlers.onLost(line.reason);
          break;
        case 'frame':
          frames += 1;
          // A frame proves its connection, also where a recording does not begin with it.
          if (readers.get(line.scheme)?.live === true) connect(line.source);
          handlers.onFrame({ scheme: line.scheme, raw: line.raw });
          break;
      }
    },
    summary(): string {
      const faults = broken === 0 ? '' : ` ${broken} lines could not be read.`;
      return `The recording is over: ${frames} frames were played.${faults}`;
    },
  };
}

function wordsFor(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return `There is no file ${path}.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read.`;
  return `${path} could not be played (${error instanceof Error ? error.message : String(error)}).`;
}
