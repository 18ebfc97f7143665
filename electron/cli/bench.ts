/** `bench`: the performance table. Every figure stands beside a peer or a limit measured in the same run. */
import { Command, Option } from 'commander';
import { benchExport } from '../bench/export.ts';
import { benchFlood } from '../bench/flood.ts';
import { benchIngest } from '../bench/ingest.ts';
import { benchOverlay } from '../bench/overlay.ts';
import { benchPainted } from '../bench/painted.ts';
import { benchVerify } from '../bench/verify.ts';
import type { Figure } from '../bench/figure.ts';
import type { CliContext } from './context.ts';
import { createOutput } from './output.ts';

const MEASURES = ['ingest', 'verify', 'export', 'painted', 'overlay', 'flood'] as const;
/** Takes over two minutes, so it is measured only when asked for by name. */
const LONG: ReadonlySet<string> = new Set(['flood']);
const LEAST_COUNT = 1_000;

interface BenchOptions {
  readonly json: boolean;
  readonly only?: (typeof MEASURES)[number];
  readonly gifts: string;
  readonly rows: string;
}

export function benchCommand(context: CliContext): Command {
  return new Command('bench')
    .description('measure this machine; works in a temporary folder, never on your ledger')
    .option('--json', 'machine-readable lines on stdout', false)
    .addOption(
      new Option(
        '--only <measure>',
        'one measure instead of all; flood takes two minutes and only comes when named',
      ).choices(MEASURES),
    )
    .option('--gifts <n>', 'gifts to ingest', '50000')
    .option(
      '--rows <n>',
      'rows of the ledger that is verified and exported; a million takes a minute or two and 600 MB of disk',
      '100000',
    )
    .action((options: BenchOptions) => bench(context, options));
}

async function bench(context: CliContext, options: BenchOptions): Promise<void> {
  const output = createOutput(options.json);
  const asked = (measure: (typeof MEASURES)[number]) =>
    options.only === measure || (options.only === undefined && !LONG.has(measure));
  const show = (figure: Figure) => {
    output.clearProgress();
    output.line({ event: 'figure', ...figure });
    output.say(row(figure));
  };
  const stage = (text: string) => {
    output.clearProgress();
    output.progress(text);
  };
  output.say(
    `${'measure'.padEnd(NAME_WIDTH)}${'Coinfall'.padStart(14)}${'peer'.padStart(14)}${'ratio'.padStart(9)}  peer is`,
  );
  if (asked('ingest')) {
    stage('durable ingest…');
    for (const figure of benchIngest(countOf(options.gifts))) show(figure);
  }
  if (asked('verify')) {
    for (const figure of await benchVerify(countOf(options.rows), stage)) show(figure);
  }
  if (asked('export')) {
    for await (const figure of benchExport(countOf(options.rows), stage)) show(figure);
  }
  if (asked('painted')) {
    stage('frame in to painted…');
    for (const figure of await benchPainted(context)) show(figure);
  }
  if (asked('overlay')) {
    stage('the overlay page…');
    for (const figure of await benchOverlay(context)) show(figure);
  }
  if (asked('flood')) {
    stage('a gift bomb…');
    for (const figure of await benchFlood(context)) show(figure);
  }
}

const NAME_WIDTH = 48;

function countOf(text: string): number {
  return Math.max(LEAST_COUNT, Math.floor(Number(text)) || 0);
}

function row(figure: Figure): string {
  if (figure.type === 'skipped')
    return `${figure.name.padEnd(NAME_WIDTH)}not measured: ${figure.reason}`;
  const value = (n: number) => `${n >= 100 ? n.toFixed(0) : n.toFixed(1)} ${figure.unit}`;
  return (
    figure.name.padEnd(NAME_WIDTH) +
    value(figure.ours).padStart(14) +
    value(figure.peer).padStart(14) +
    (figure.ours / figure.peer).toFixed(2).padStart(9) +
    `  ${figure.peerIs}`
  );
}
