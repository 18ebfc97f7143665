/**
 * Recording goes on while an export is made: a companion takes gifts over its webhook, one by one at the pace of a
 * flood, while it sends an export to a dashboard; and the same companion without one.
 */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ExportAsked } from '../../shared/contract/exports.ts';
import { connectCompanion } from '../companion-client.ts';
import type { CompanionClient } from '../companion-client.ts';
import { exportFormats } from '../exports/registry.ts';
import { startCommand } from './command.ts';
import { quantile } from './figure.ts';
import type { Figure } from './figure.ts';

/** 170 gifts a second. */
const GAP_MS = 1_000 / 170;
/** Long enough for a hundredth of the gifts to be some. */
const IDLE_MS = 5_000;

const readySchema = z.object({
  event: z.literal('ready'),
  dashboardUrl: z.string(),
  webhookUrl: z.string(),
  webhookToken: z.string(),
});
type Ready = z.infer<typeof readySchema>;

/** 99th percentile of the time to an acknowledgement, of each format. Starts a companion on the folder and ends it. */
export async function* acksBesideExports(
  folder: string,
  rows: number,
  onStage: (text: string) => void,
): AsyncGenerator<Figure> {
  const serve = startCommand(['serve', '--json', '--port', '0', '--data-dir', folder]);
  try {
    const ready = await readyLine(serve.stdout);
    const companion = await connectCompanion(ready.dashboardUrl);
    onStage('export: gifts alone…');
    const idle = await acknowledged(ready, pause(IDLE_MS));
    for (const format of exportFormats.values()) {
      onStage(`export: gifts beside ${format.id}…`);
      const asked = { ...ASKED, format: format.id, view: format.views[0] };
      const beside = await acknowledged(ready, drain(companion, asked, rows));
      yield {
        type: 'measured',
        name: `export ${format.id}, ${rows} rows, p99 of acknowledgements meanwhile`,
        unit: 'ms',
        ours: quantile(beside, 0.99),
        peer: quantile(idle, 0.99),
        peerIs: `without an export; ${beside.length} gifts, of ${idle.length}`,
      };
    }
    companion.close();
  } finally {
    const ended = once(serve, 'exit');
    serve.kill();
    await ended;
  }
}

const ASKED: Omit<ExportAsked, 'format' | 'view'> = {
  ...{ fromMs: null, toMs: null, zone: 'UTC', currency: 'USD', people: 'names' },
  csv: { separator: 'comma', decimal: 'point', bom: false },
};

async function readyLine(stdout: NodeJS.ReadableStream | null): Promise<Ready> {
  if (stdout === null) throw new Error('the companion of the bench has no output');
  for await (const line of createInterface({ input: stdout })) {
    return readySchema.parse(JSON.parse(line));
  }
  throw new Error('the companion of the bench did not start');
}

/** Takes the whole export, as a dashboard would. */
async function drain({ client }: CompanionClient, asked: ExportAsked, rows: number): Promise<void> {
  for await (const piece of await client.exports.file(asked)) {
    if (piece.type === 'done' && piece.rows >= rows) return;
  }
  throw new Error(`${asked.format} did not export the ${rows} rows of its own bench`);
}

/** Milliseconds to the acknowledgement of each gift posted until `end`: posted by the clock, whatever still waits. */
async function acknowledged(ready: Ready, end: Promise<unknown>): Promise<readonly number[]> {
  const over = end.then(() => true);
  const waits: Promise<number>[] = [];
  const started = performance.now();
  do {
    while (waits.length * GAP_MS <= performance.now() - started) {
      const wait = post(ready);
      // Thrown below, all the same.
      wait.catch(() => undefined);
      waits.push(wait);
    }
  } while (!(await Promise.race([over, pause(1, false)])));
  return Promise.all(waits);
}

const answerSchema = z.object({ accepted: z.int() });
/** A companion lets 32 sockets in; what waits for one of these waits on our clock. */
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
let posted = 0;

async function post({ webhookUrl, webhookToken }: Ready): Promise<number> {
  posted += 1;
  const gift = {
    ...{
      id: `bench-${posted}`,
      platform: 'bench',
      kind: 'gift',
      count: 1,
      unit: 'star',
      unitsEach: 1,
    },
    ...{ sender: { id: `u${posted % 500}`, name: 'Bench' }, gift: { id: 'g1', name: 'Star' } },
    occurredAt: new Date().toISOString(),
  };
  const sent = performance.now();
  const call = request(webhookUrl, {
    ...{ method: 'POST', agent },
    headers: { authorization: `Bearer ${webhookToken}`, 'content-type': 'application/json' },
  });
  call.end(JSON.stringify(gift));
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const answer: unknown = await json(response);
  if (answerSchema.parse(answer).accepted !== 1) throw new Error('a gift was not accepted');
  return performance.now() - sent;
}
