/** Money out and in: recording, looking back, and comparing with what a platform reported. */
import type { Outcome } from '../../shared/contract/index.ts';
import type {
  Balance,
  EntryRow,
  PayoutRow,
  ReconciliationReport,
  RecordOutcome,
  Span,
} from '../../shared/contract/money.ts';
import { grossRate } from '../../shared/effective-rate.ts';
import { unitProblem } from '../../shared/ledger/entries.ts';
import type { Entry, EntryKind } from '../../shared/ledger/entries.ts';
import { reconcile, reconcilePaid } from '../../shared/ledger/reconcile.ts';
import { checkStatement, spanProblem } from '../../shared/ledger/statement.ts';
import { minorToMicros } from '../../shared/money.ts';
import type { LedgerClient } from '../ledger/client.ts';
import { answerEntry, withinPatience } from './entry-answer.ts';

interface Page {
  readonly beforeSeq: number | null;
  readonly limit: number;
}

interface About {
  readonly platform: string;
  readonly unit: string;
  readonly span: Span;
}

type Refusal = Extract<Outcome, { readonly ok: false }>;
type Facts = NonNullable<Awaited<ReturnType<typeof askFacts>>>;

const DAY_MS = 86_400_000;

export interface MoneyApi {
  record(asked: {
    readonly entry: Entry;
    readonly note: string | null;
    readonly id: string | null;
  }): Promise<RecordOutcome>;
  entries(asked: Page & { readonly kinds?: readonly EntryKind[] | undefined }): Promise<EntryRow[]>;
  giftRow(giftKey: string): Promise<number | null>;
  balances(): Promise<{ seq: number; rows: Balance[]; unpricedGifts: number }>;
  payouts(asked: Page): Promise<PayoutRow[]>;
  report(asked: About & { readonly units: number; readonly note: string }): Promise<Outcome>;
  reconcile(
    asked: About & { readonly reported: number | null },
  ): Promise<{ ok: true; report: ReconciliationReport } | Refusal>;
}

export function createMoneyApi(
  ledger: LedgerClient,
  currency: string,
  nowMs: () => number,
): MoneyApi {
  async function spanOf(span: Span) {
    if (!('sessionNo' in span)) return { ...span, sessionNo: null };
    const found = await ledger.query('sessionSpan', { ...span, nowMs: nowMs() });
    return found === null ? null : { ...found, sessionNo: span.sessionNo };
  }

  return {
    record: (asked) => answerEntry(ledger, { type: 'entry', source: 'hand', ...asked }),
    entries: (asked) => ledger.query('entries', asked),
    giftRow: (giftKey) => ledger.query('giftRow', { giftKey }),
    balances: () => ledger.query('balances', { currency, nowMs: nowMs() }),
    payouts: (asked) => ledger.query('payouts', asked),
    async report({ span, ...asked }) {
      const period = await spanOf(span);
      if (period === null) return sessionUnknown(span);
      const checked = checkStatement({ ...asked, ...period }, nowMs());
      if (!checked.ok) return { ok: false, code: checked.code, message: checked.message };
      const saved = await withinPatience(
        ledger.submit([
          { type: 'statement', statement: { ...checked.statement, recordedAtMs: nowMs() } },
        ]),
      );
      return saved === null
        ? refused('ledger_not_writable', 'The ledger cannot be written at the moment. Try again.')
        : { ok: true };
    },
    async reconcile({ reported, ...about }) {
      const problem =
        unitProblem(about.platform, about.unit) ??
        ('fromMs' in about.span ? spanProblem(about.span, nowMs() + DAY_MS) : undefined);
      if (problem !== undefined) return refused(problem.code, problem.message);
      const facts = await askFacts(ledger, about, nowMs());
      if (facts === null) return sessionUnknown(about.span);
      const figure = reported ?? facts.lastReported;
      if (figure === null) {
        return refused(
          'no_statement',
          'No figure was recorded for this yet. Give the one that the platform reported.',
        );
      }
      return { ok: true, report: reportOf(about, facts, BigInt(figure)) };
    },
  };
}

function askFacts(ledger: LedgerClient, about: About, nowMs: number) {
  return ledger.query('reconcileFacts', { ...about, nowMs });
}

function refused(code: string, message: string): Refusal {
  return { ok: false, code, message };
}

function sessionUnknown(span: Span): Refusal {
  const named = 'sessionNo' in span ? ` ${span.sessionNo}` : '';
  return refused('session_unknown', `There is no session${named}. Check its number.`);
}

function reportOf(about: About, facts: Facts, reported: bigint): ReconciliationReport {
  const { variance, explanations, rest, observed } = reconcile({ ...facts.input, reported });
  return {
    platform: about.platform,
    unit: about.unit,
    fromMs: facts.fromMs,
    toMs: facts.toMs,
    sessionNo: facts.sessionNo,
    reported: { units: reported, label: 'paid' },
    observed: { units: observed, label: 'observed' },
    variance,
    explanations: [...explanations],
    rest,
    coverage: facts.coverage,
    paid: facts.paid.map((paid) => paidOf(about.unit, paid)),
  };
}

function paidOf(unit: string, paid: Facts['paid'][number]): ReconciliationReport['paid'][number] {
  const { currency, units, grossMinor, paidEstimate, bookedEstimate } = paid;
  const micros = (minor: bigint) => minorToMicros(minor, currency);
  const [netMicros, grossMicros] = [micros(paid.netMinor), micros(grossMinor)];
  return {
    label: 'paid',
    currency,
    payouts: paid.payouts,
    units,
    netMicros,
    grossMicros,
    effectiveRate: grossRate({ unit, units, currency, grossMinor }),
    variance:
      paidEstimate === null || bookedEstimate === null
        ? null
        : {
            estimateMicros: bookedEstimate,
            ...copied(
              reconcilePaid({
                netMicros,
                grossMicros,
                feeMicros: micros(paid.feeMinor),
                taxMicros: micros(paid.taxMinor),
                paidEstimateMicros: paidEstimate,
                bookedEstimateMicros: bookedEstimate,
              }),
            ),
          },
  };
}

function copied(paid: ReturnType<typeof reconcilePaid>) {
  return { ...paid, explanations: [...paid.explanations] };
}
