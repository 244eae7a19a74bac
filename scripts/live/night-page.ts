// The page of a run that is over: its plan in the simulated world beside what its journal says, and how each table was left
// beside how it was found.

import { entryDocuments, ledgerOfJournal } from '../../core/journal/journal-ledger.js';
import type { JournalRecord } from '../../core/journal/journal.js';
import { NightFold } from '../../core/results/fold.js';
import type { MemoryLedger } from '../../core/ledger.js';
import { livePlanDigest, type LivePlan } from '../../core/live/live-plan.js';
import { LIVE_DEFAULTS } from '../../core/config/live-settings.js';
import type { ScalingTarget } from '../../core/live/live-table.js';
import type { NightResult } from '../../core/telling/night-result.js';
import { planDocument } from '../../core/plan-document.js';
import { priceBook, bundledRegions } from '../../core/money/price-books.js';
import type { PriceBook } from '../../core/money/prices.js';
import type { Survey } from '../../core/table.js';
import type { FoundTable } from '../../core/live/tonight.js';
import { DAY, type Usd } from '../../core/units.js';
import { surveyLive } from '../../executor/live-survey.js';
import type { NightPageInput, NightTable } from '../../reports/night-input.js';
import type { Composed } from './compose.js';
import { simulatedNight, surveyOfPlan } from './dry-run/simulated.js';

export interface NightPageAsked {
  readonly result: NightResult;
  /** null: the bundled prices of the region. */
  readonly prices: PriceBook | null;
  /** Seconds of the night in a second of the machine's; 1 for real nights. */
  readonly acceleration: number;
}

/** Draws the page; null where the run has no journal. Asks AWS how the tables are now: reads only. @throws UserError: 65 for the journal, 69 and 75 to 77 for AWS */
export async function nightPage({ aws, state }: Pick<Composed, 'aws' | 'state'>, asked: NightPageAsked): Promise<string | null> {
  const { result } = asked;
  const ref = (await state.runs(result.night)).find(({ runId }) => runId === result.runId);
  if (ref === undefined) return null;
  const records = await state.records(ref);
  const [first] = records;
  if (first?.kind !== 'opened') return null;
  const { live } = first.head;
  const left = await surveyLive(aws, { account: live.account, rules: LIVE_DEFAULTS.tables, asksForPitr: false, done: new Map() }, () => undefined);
  const { renderNight } = await import('../../reports/night-page.js');
  return renderNight(pageInput(live, records, new Map(left.found.map((found) => [found.record.name, found])), asked));
}

function pageInput(live: LivePlan, records: readonly JournalRecord[], now: ReadonlyMap<string, FoundTable>, { result, prices, acceleration }: NightPageAsked): NightPageInput {
  const survey = surveyOfPlan(live);
  const predicted = simulatedNight(live.plan, survey, live.settings);
  const actual = ledgerOfJournal(records, live.tables);
  const book = prices?.region === live.region ? prices : bundledRegions().includes(live.region) ? priceBook(live.region) : null;
  return {
    runId: result.runId, version: live.version, account: live.account, region: live.region, zone: live.settings.window.zone,
    verdict: result.verdict, exitCode: result.exitCode, planDigest: livePlanDigest(live), plan: planDocument(live.plan, survey),
    predicted: entryDocuments(predicted, live.tables), actual: entryDocuments(actual, live.tables), tables: tablesOf(live, records, now),
    predictedUsd: usdOf(live, survey, predicted, book), actualUsd: usdOf(live, survey, actual, book), acceleration,
    notes: [
      'Predicted: the same plan, carried out by the same code in the simulated AWS, in weather without refusals and failures, with updates of capacity at their median.',
      `Cost: both ledgers billed by the same rules (${live.settings.billing.rule}) with ${book === null ? 'no price book' : `the prices of ${book.region} of ${book.date}`}.`,
      ...live.skipped.map(({ table, why }) => `Skipped: ${table}: ${why}.`),
    ],
  };
}

function usdOf(live: LivePlan, survey: Survey, ledger: MemoryLedger, book: PriceBook | null): Usd | null {
  if (book === null) return null;
  return new NightFold(live.tables.length, live.settings, book).fold(live.plan, ledger, survey, live.plan.opensAt + DAY).costUsd.total;
}

function tablesOf(live: LivePlan, records: readonly JournalRecord[], now: ReadonlyMap<string, FoundTable>): NightTable[] {
  const verdicts = new Map(records.flatMap((record) => (record.kind === 'verdict' ? [[record.table, record] as const] : [])));
  return live.tables.map((table): NightTable => {
    const verdict = verdicts.get(table.name);
    const left = now.get(table.name);
    return {
      table: table.name, state: verdict?.verdict ?? 'unknown', why: verdict?.reason ?? '',
      rcuBefore: table.onDemand ? null : table.rcu, rcuAfter: left === undefined || left.record.onDemand ? null : left.record.rcu,
      scalingBefore: scalingText(table.target), scalingAfter: scalingText(left?.target ?? null),
      items: verdict?.items ?? null, bytes: verdict?.bytes ?? null, copy: verdict?.url ?? '',
    };
  });
}

/** `none`, `on`, `suspended`, or which parts are suspended. */
function scalingText(target: ScalingTarget | null): string {
  if (target === null) return 'none';
  const { scaleIn, scaleOut, scheduled } = target.suspended;
  const parts = [...(scaleIn ? ['in'] : []), ...(scaleOut ? ['out'] : []), ...(scheduled ? ['scheduled'] : [])];
  return parts.length === 0 ? 'on' : parts.length === 3 ? 'suspended' : `suspended: ${parts.join(', ')}`;
}
