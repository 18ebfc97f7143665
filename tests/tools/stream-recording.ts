/** Writes the simulator's stream as a recording, and counts what is in it. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type RecordedLine, headerLine, recordedLine } from '../../electron/sources/recording.ts';
import {
  type StreamEvent,
  type StreamSettings,
  simulatedStream,
} from '../../electron/sources/simulator.stream.ts';
import { type Sent, createSent } from './sent.ts';

export interface StreamRecording {
  readonly sent: Sent;
  readonly frames: number;
  /** Connections that were lost. */
  readonly drops: number;
}

const SOURCE = { source: 'simulator://', scheme: 'simulator' };
const LINES_AT_ONCE = 2_000;

/** Records until so many gifts were sent, and ends while it is connected. */
export function recordStream(
  file: string,
  settings: StreamSettings,
  startedAtMs: number,
  gifts: number,
): StreamRecording {
  const sent = createSent();
  let frames = 0;
  let drops = 0;
  let connected = false;
  const out = openSync(file, 'w');
  let lines = [headerLine(startedAtMs)];
  for (const event of simulatedStream(settings, startedAtMs)) {
    if (event.type === 'frame') {
      frames += 1;
      sent.count(event.frame);
    } else {
      connected = event.type === 'connected';
      if (!connected) drops += 1;
    }
    lines.push(recordedLine(lineOf(event)));
    const done = connected && sent.gifts.size >= gifts;
    if (done || lines.length >= LINES_AT_ONCE) {
      writeSync(out, lines.join(''));
      lines = [];
    }
    if (done) break;
  }
  closeSync(out);
  return { sent, frames, drops };
}

function lineOf(event: StreamEvent): Exclude<RecordedLine, { type: 'header' | 'broken' }> {
  const from = { t: event.atMs, ...SOURCE };
  switch (event.type) {
    case 'frame':
      return { type: 'frame', ...from, raw: event.frame };
    case 'connected':
      return { type: 'connected', ...from };
    case 'lost':
      return { type: 'ended', ...from, reason: 'The simulator lost its connection.' };
  }
}
