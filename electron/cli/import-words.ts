/** What `import` says to a person. */
import type { ApplyEvent, ImportPlan, ImportRun } from '../../shared/contract/imports.ts';
import { pc } from './colours.ts';

const MOST_SHOWN = 20;

export function planWords(plan: ImportPlan): string {
  const spelled = [
    plan.encoding,
    ...(plan.dateFormat === null ? [] : [`dates as ${plan.dateFormat}`]),
    ...(plan.zone === null ? [] : [`in ${plan.zone}`]),
    ...(plan.decimal === null ? [] : [`decimal ${plan.decimal}`]),
  ];
  return [
    `Read as ${plan.format} (${spelled.join(', ')}).`,
    `  ${plan.added} new`,
    `  ${plan.known} in the ledger already`,
    `  ${plan.conflicts} that contradict the ledger, which stays as it is`,
    `  ${plan.rejected} rejected`,
    ...(plan.empty === 0 ? [] : [`  ${plan.empty} without money`]),
    ...refusalWords(plan.refusals, plan.conflicts + plan.rejected),
  ].join('\n');
}

function refusalWords(refusals: ImportPlan['refusals'], all: number): readonly string[] {
  const shown = refusals.slice(0, MOST_SHOWN);
  const rest = all - shown.length;
  return [
    ...shown.map(({ line, message }) => `  ${pc.yellow(`line ${line}`)}: ${message}`),
    ...(rest > 0 ? [pc.dim(`  … and ${rest} more`)] : []),
  ];
}

export function importWords(applied: Extract<ApplyEvent, { readonly type: 'applied' }>): string {
  const { importNo, added } = applied;
  return (
    `${pc.green('Imported')} as import ${importNo}: ${added} new.\n` +
    `Take it back with: coinfall import --undo ${importNo}`
  );
}

export function runsWords(runs: readonly ImportRun[]): string {
  if (runs.length === 0) return pc.dim('Nothing was imported yet.');
  return runs.map(runWords).join('\n');
}

function runWords(run: ImportRun): string {
  const started = new Date(run.startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  const counts = `${run.added} new, ${run.known} known, ${run.conflicts} conflicts`;
  return `${run.importNo}  ${started}  ${run.state}  ${run.name}: ${counts}`;
}
