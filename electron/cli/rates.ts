/** `rates list|add|end|region`: the cards that native units are read through, and the creator's payout region. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { RateAnswer } from '../../shared/contract/rates.ts';
import { cardFromPayout, effectiveRate } from '../../shared/effective-rate.ts';
import { GIFT_KINDS } from '../../shared/gift.ts';
import type { GiftKind } from '../../shared/gift.ts';
import { microsDecimal, parseDecimal } from '../../shared/money.ts';
import { EARLIEST_CARD_MS } from '../../shared/rate-changes.ts';
import { ANY_REGION, CONFIDENCES, quarterHourOf } from '../../shared/rates.ts';
import type { RateCard } from '../../shared/rates.ts';
import { queries } from '../ledger/queries.ts';
import { pc } from './colours.ts';
import { currencyCode, withCommonOptions, zoneName } from './options.ts';
import type { CommonOptions } from './options.ts';
import { CommandFailure, createOutput, EXIT } from './output.ts';
import { rateRefusal } from './rate-refusal.ts';
import { readLedger } from './read-ledger.ts';
import { withLedgerApi } from './running.ts';
import { instant, systemZone } from './times.ts';

const MICROS_DECIMALS = 6;
const PAYOUTS_SHOWN = 20;

interface AddOptions extends CommonOptions {
  readonly platform: string;
  readonly kind?: GiftKind;
  readonly unit: string;
  readonly region: string;
  readonly currency: string;
  readonly rate: number;
  readonly from?: string;
  readonly to?: string;
  readonly zone: string;
  readonly source: string;
  readonly confidence: RateCard['confidence'];
}

interface EndOptions extends CommonOptions {
  readonly at?: string;
  readonly zone: string;
}

interface FromOptions extends CommonOptions {
  readonly from?: string;
  readonly zone: string;
}

export function ratesCommand(): Command {
  const command = new Command('rates').description(
    'rate cards: what a unit is worth, from when to when, and where that comes from',
  );
  command.addCommand(
    withCommonOptions(new Command('list'))
      .description('the cards, and what each payout came to')
      .action((options: CommonOptions) => list(options)),
  );
  command.addCommand(addCommand());
  command.addCommand(
    withCommonOptions(new Command('from-payout'))
      .description('make a card of what a payout came to, before fee and tax')
      .argument('<seq>', 'the payout, as `rates list` numbers it')
      .option('--from <time>', 'start of what it paid for (default: the payout itself)')
      .option('--zone <iana>', 'time zone of --from', zoneName, systemZone())
      .action((seq: string, options: FromOptions) => addFromPayout(seq, options)),
  );
  command.addCommand(
    withCommonOptions(new Command('end'))
      .description('end a card of your own; ended at its start, it is withdrawn')
      .argument('<id>', 'the card, as `rates list` names it')
      .option('--at <time>', 'the first moment it no longer holds (default: now)')
      .option('--zone <iana>', 'time zone of --at', zoneName, systemZone())
      .action((id: string, options: EndOptions) => end(id, options)),
  );
  command.addCommand(
    withCommonOptions(new Command('region'))
      .description('where you are paid, such as US; none for nowhere in particular')
      .argument('<region>', 'two letters, or none')
      .option('--from <time>', 'from this time on (default: since ever if none is set, else now)')
      .option('--zone <iana>', 'time zone of --from', zoneName, systemZone())
      .action((region: string, options: FromOptions) => setRegion(region, options)),
  );
  return command;
}

function addCommand(): Command {
  return withCommonOptions(new Command('add'))
    .description('add a card of your own; it goes before a shipped one')
    .requiredOption('--platform <platform>', 'such as tiktok')
    .requiredOption('--unit <unit>', 'such as coin')
    .requiredOption('--currency <code>', 'currency of the rate', currencyCode)
    .requiredOption('--rate <amount>', 'what one unit is worth, such as 0.0049', rate)
    .addOption(new Option('--kind <kind>', 'only for this kind of gift').choices(GIFT_KINDS))
    .option('--region <region>', 'only while you are paid there (two letters)', ANY_REGION)
    .option('--from <time>', 'from this time on (default: now)')
    .option('--to <time>', 'up to, but not including, this time (default: until the next card)')
    .option('--zone <iana>', 'time zone of --from and --to', zoneName, systemZone())
    .option('--source <words>', 'where the rate comes from', 'Entered by hand.')
    .addOption(
      new Option('--confidence <how sure>', 'how sure it is')
        .choices(CONFIDENCES)
        .default('medium'),
    )
    .action((options: AddOptions) => add(options));
}

function rate(text: string): number {
  const micros = parseDecimal(text, MICROS_DECIMALS);
  if (micros === undefined) {
    throw new InvalidArgumentError('Use a number such as 0.0049, with six decimals at most.');
  }
  return micros;
}

function list(options: CommonOptions): void {
  const output = createOutput(options.json);
  const { cards, regions, payouts } = readLedger(options, (db) => ({
    ...queries.rates(db),
    payouts: queries.standingPayouts(db, { limit: PAYOUTS_SHOWN }),
  }));
  for (const card of cards) {
    output.line({ event: 'card', ...card });
    output.say(cardWords(card));
  }
  for (const region of regions) {
    output.line({ event: 'region', ...region });
    output.say(`Paid in ${region.region ?? 'no region'} from ${time(region.validFromMs)} on.`);
  }
  if (regions.length === 0) {
    output.say(
      pc.dim('No payout region is set, so cards for a region do not apply (`rates region US`).'),
    );
  }
  for (const { seq, payout } of payouts) {
    const { gross, net, currency } = effectiveRate(payout);
    output.line({
      event: 'payout',
      seq,
      basis: 'paid',
      unit: payout.unit,
      platform: payout.platform,
      currency,
      gross,
      net,
      card: cardFromPayout(payout) ?? null,
    });
    const shown = (micros: bigint) => `${microsDecimal(micros, currency)} ${currency}`;
    output.say(
      `Payout ${seq} (${time(payout.atMs)}): ${shown(gross.unitMicros)} a ${payout.unit} before fee and tax, ${shown(net.unitMicros)} after.`,
    );
  }
}

async function add(options: AddOptions): Promise<void> {
  const { platform, unit, region, currency, source, confidence, zone } = options;
  const card = {
    platform,
    kind: options.kind ?? null,
    unit,
    region,
    currency,
    unitMicros: options.rate,
    validFromMs: instant('--from', options.from, zone) ?? quarterHourOf(Date.now()),
    validToMs: instant('--to', options.to, zone),
    source,
    confidence,
  };
  told(options, await withLedgerApi(options, (api) => api.rates.add(card)), 'stands');
}

async function end(id: string, options: EndOptions): Promise<void> {
  const atMs = instant('--at', options.at, options.zone) ?? quarterHourOf(Date.now());
  told(options, await withLedgerApi(options, (api) => api.rates.end({ id, atMs })), 'ends');
}

async function addFromPayout(seq: string, options: FromOptions): Promise<void> {
  const fromMs = instant('--from', options.from, options.zone);
  const answer = await withLedgerApi(options, async (api) => {
    const { payouts } = await api.rates.list();
    const card = payouts.find((payout) => String(payout.seq) === seq)?.card;
    if (card == null) {
      throw new CommandFailure(
        'payout_unknown',
        `No payout ${seq} offers a card. \`rates list\` shows those that do.`,
        EXIT.notSo,
      );
    }
    return api.rates.add({ ...card, validFromMs: fromMs ?? card.validFromMs });
  });
  told(options, answer, 'stands');
}

async function setRegion(text: string, options: FromOptions): Promise<void> {
  const region = text.toLowerCase() === 'none' ? null : text;
  const fromMs = instant('--from', options.from, options.zone);
  const answer = await withLedgerApi(options, async (api) => {
    const { regions } = await api.rates.list();
    // The first is the one that always was: the past is to be read through it as well.
    const validFromMs =
      fromMs ?? (regions.length === 0 ? EARLIEST_CARD_MS : quarterHourOf(Date.now()));
    return api.region.set({ validFromMs, region });
  });
  told(options, answer, 'is noted');
}

function told(options: CommonOptions, answer: RateAnswer, done: string): void {
  if (!answer.ok) throw rateRefusal(answer);
  const output = createOutput(options.json);
  output.line({ event: 'rates', ...answer });
  output.say(
    `${answer.id === '' ? 'No region' : answer.id} ${done}${answer.known ? ' already' : ''}.`,
  );
  if (answer.closed !== null) {
    output.say(pc.dim(`${answer.closed.id} ends ${time(answer.closed.atMs)}.`));
  }
}

function cardWords(card: RateCard): string {
  const { platform, kind, unit, region, currency, validFromMs, validToMs } = card;
  const worth = `${microsDecimal(BigInt(card.unitMicros), currency)} ${currency}`;
  const only = [kind, region === ANY_REGION ? null : `paid in ${region}`].filter(
    (part) => part !== null,
  );
  const scope = only.length === 0 ? '' : ` (${only.join(', ')})`;
  const span =
    validToMs === validFromMs
      ? 'withdrawn'
      : `from ${time(validFromMs)}${validToMs === null ? '' : ` to ${time(validToMs)}`}`;
  const about = `  ${span}; ${card.origin}, confidence ${card.confidence}. ${card.source}`;
  return `${pc.bold(card.id)}  ${platform} ${unit}${scope} = ${worth}\n${pc.dim(about)}`;
}

function time(ms: number): string {
  return ms === 0 ? 'ever' : `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
