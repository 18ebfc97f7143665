/** `bench`: the performance table. Every figure stands beside a peer or a limit measured in the same run. */
import { Command } from 'commander';
import { benchIngest } from '../bench/ingest.ts';
import { benchPainted } from '../bench/painted.ts';
import type { Figure } from '../bench/figure.ts';
import type { CliContext } from './context.ts';
import { createOutput } from './output.ts';

interface BenchOptions {
  readonly json: boolean;
  readonly gifts: string;
}

export function benchCommand(context: CliContext): Command {
  return new Command('bench')
    .description('measure this machine; works in a temporary folder, never on your ledger')
    .option('--json', 'machine-readable lines on stdout', false)
    .option('--gifts <n>', 'gifts to ingest', '50000')
    .action((options: BenchOptions) => bench(context, options));
}

async function bench(context: CliContext, options: BenchOptions): Promise<void> {
  const output = createOutput(options.json);
  const show = (figure: Figure) => {
    output.clearProgress();
    output.line({ event: 'figure', ...figure });
    output.say(row(figure));
  };
  output.say(
    `${'measure'.padEnd(44)}${'Coinfall'.padStart(14)}${'peer'.padStart(14)}${'ratio'.padStart(9)}  peer is`,
  );
  output.progress('durable ingest…');
  for (const figure of benchIngest(Math.max(1_000, Math.floor(Number(options.gifts)) || 0)))
    show(figure);
  output.progress('frame in to painted…');
  for (const figure of await benchPainted(context)) show(figure);
}

function row(figure: Figure): string {
  if (figure.type === 'skipped') return `${figure.name.padEnd(44)}not measured: ${figure.reason}`;
  const value = (n: number) => `${n >= 100 ? n.toFixed(0) : n.toFixed(1)} ${figure.unit}`;
  return (
    figure.name.padEnd(44) +
    value(figure.ours).padStart(14) +
    value(figure.peer).padStart(14) +
    (figure.ours / figure.peer).toFixed(2).padStart(9) +
    `  ${figure.peerIs}`
  );
}
