/** `erase`: forgets a supporter for good, after showing who that is. What they gave stays in every figure. */
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { PersonHit } from '../../shared/contract/money.ts';
import { amountWords, countWords } from './amounts.ts';
import { pc } from './colours.ts';
import { withCommonOptions } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import { refusalOf } from './record.ts';
import { withLedgerApi } from './running.ts';
import type { LedgerApi } from './running.ts';

interface EraseOptions extends CommonOptions {
  readonly person: string;
  readonly yes: boolean;
}

const MOST_SHOWN = 20;
const RECORDINGS =
  'Recordings of raw frames were deleted, if there were any: they may tell of everybody.';
const BACKUPS =
  'Backups that were made before still know this person until they are replaced by newer ones; restoring one forgets them again.';

export function eraseCommand(): Command {
  return withCommonOptions(new Command('erase'))
    .description('forget a supporter: name, ids, raw messages; no figure changes')
    .requiredOption('--person <text>', 'name, handle, platform id or number of the supporter')
    .option('--yes', 'do it without asking', false)
    .addHelpText(
      'after',
      `
Examples:
  coinfall erase --person ada          shows who that would be, and asks
  coinfall erase --person 12 --yes     forgets supporter 12

It cannot be taken back. Recordings of raw frames (serve --record) are deleted,
since they tell of everybody. Backups that were made before still know this
person until they are replaced by newer ones; restoring one forgets them again.`,
    )
    .action((options: EraseOptions) => withLedgerApi(options, (api) => eraseThrough(api, options)));
}

async function eraseThrough(api: LedgerApi, options: EraseOptions): Promise<void> {
  const output = createOutput(options.json);
  const person = await findOne(api, options.person);
  output.say(wordsOf(person));
  if (!options.yes && !(await confirmed(options))) {
    throw new CommandFailure(
      'not_confirmed',
      `Nothing was changed. Add --yes to forget supporter ${person.personNo}.`,
      EXIT.usage,
    );
  }
  const outcome = await api.people.erase({ personNo: person.personNo });
  if (!outcome.ok) throw refusalOf(outcome);
  output.line({ event: 'erased', personNo: person.personNo, seq: outcome.seq });
  output.say(`${pc.green('Forgotten.')} Exports now say erased-${person.personNo}.`);
  output.say(pc.dim(RECORDINGS));
  output.say(pc.dim(BACKUPS));
}

/** Who is meant; a number is a supporter's own before it is anybody's platform id. */
async function findOne(api: LedgerApi, text: string): Promise<PersonHit> {
  const found = await api.people.search({ text, limit: MOST_SHOWN });
  // Digits are meant as a number or an id, never as a part of a name.
  const hits = /^\d+$/.test(text.trim())
    ? found.filter(({ personNo, platformId }) =>
        [String(personNo), platformId].includes(text.trim()),
      )
    : found;
  const [first] = hits;
  const numbered = hits.find(({ personNo }) => String(personNo) === text.trim());
  if (numbered !== undefined) return numbered;
  if (first === undefined) {
    throw new CommandFailure(
      'person_unknown',
      `No supporter is found by “${text}”. Nothing was changed.`,
      EXIT.notSo,
    );
  }
  if (hits.length === 1) return first;
  throw new CommandFailure(
    'person_ambiguous',
    [
      `“${text}” could be any of these; say which by its number. Nothing was changed.`,
      ...hits.map((hit) => `  ${wordsOf(hit)}`),
    ].join('\n'),
    EXIT.notSo,
  );
}

function wordsOf({ personNo, platform, name, handle, totals }: PersonHit): string {
  const gave = totals.map(
    (total) =>
      `${countWords(total.gifts)} ${total.gifts === 1 ? 'gift' : 'gifts'}, ${amountWords(total.units, total.unit)}`,
  );
  const known = handle === null || handle === name ? '' : ` (@${handle})`;
  return `${personNo}  ${name}${known} on ${platform}: ${gave.join('; ') || 'nothing booked'}`;
}

async function confirmed({ json }: EraseOptions): Promise<boolean> {
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question('Forget this supporter for good? Type yes: ');
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}
