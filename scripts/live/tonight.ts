// From an account to a plan for tonight: survey, forecast from the collected history, plan. Reads only.

import { existsSync } from 'node:fs';
import { forecastFrom, noForecast, type TrafficForecast } from '../../core/history/application-forecast.js';
import { nightAt, windowWarnings } from '../../core/calendar.js';
import { EXIT, refuse } from '../../core/errors.js';
import type { LivePlan } from '../../core/live/live-plan.js';
import { livePolicyFault } from '../../core/config/live-policy.js';
import { findPolicy } from '../../core/policies/index.js';
import { ENGINES } from '../../core/plan.js';
import type { Policy } from '../../core/policy.js';
import { priceBook } from '../../core/money/price-books.js';
import type { PriceBook } from '../../core/money/prices.js';
import { withSettings } from '../../core/settings.js';
import type { Window } from '../../core/table.js';
import { asHandedBack, openingsBefore, restOf, slotsOf, tonightOf, type Owed, type Tonight } from '../../core/live/tonight.js';
import { planTonight, type TonightPlan } from '../../core/live/tonight-plan.js';
import type { At } from '../../core/units.js';
import type { Aws } from '../../executor/aws.js';
import { surveyLive, type LiveSurveyed } from '../../executor/live-survey.js';
import { loadHistory } from '../history/load.js';
import { version } from '../package.js';
import type { LiveConfig } from './live-config.js';

/** The door to one region of an account. */
export interface RegionalAws extends Aws {
  readonly region: string;
}

export interface TonightRequest {
  readonly config: LiveConfig;
  readonly nowAt: At;
  /** null: the bundled prices of the region. */
  readonly prices: PriceBook | null;
  readonly allowEmpty: boolean;
  /** Tables that have a backup of this night already, with the reason as it is told. */
  readonly done: ReadonlyMap<string, string>;
  /** What earlier runs have not handed back yet. */
  readonly owed: readonly Owed[];
}

export interface TonightMade {
  readonly live: LivePlan;
  readonly made: TonightPlan;
  readonly tonight: Tonight;
  readonly surveyed: LiveSurveyed;
  /** The window as the settings have it; the plan's may have begun. */
  readonly window: Window;
  readonly policy: Policy;
  readonly book: PriceBook;
  /** Remarks for people: what was assumed, clipped or not found. */
  readonly warnings: readonly string[];
}

/** @throws UserError: 65 for the history, 69 and 75 to 77 for AWS, 78 for the configuration and for no table at all */
export async function makeTonight(aws: RegionalAws, request: TonightRequest, progress: (doing: string, done: number, total: number) => void): Promise<TonightMade> {
  const { config, nowAt } = request;
  const { live: wanted } = config;
  const policy = policyOf(wanted.policy);
  // The pool of the embedded scan is this process: one machine, which is there at the first look.
  const settings = withSettings(config.settings, { region: aws.region, scan: { machinesMax: 1, launchSeconds: 1 } });
  const book = bookOf(request.prices, aws.region);
  const window = nightAt(nowAt, settings.window);
  const rest = restOf(window, nowAt);
  const { done, owed } = request;
  const surveyed = await surveyLive(aws, { account: wanted.account, rules: wanted.tables, asksForPitr: mayExport(policy), done }, (count, total) => progress('describing tables', count, total));
  refuseNothing(surveyed, request, aws.region, done.size);
  progress('reading the history', 0, 0);
  const { forecast, warnings } = await forecastOf(wanted.history, slotsOf(rest), () => openingsBefore(window, rest, settings));
  const tonight = tonightOf(asHandedBack(surveyed.found, owed), rest, forecast, settings);
  const limits = { ...surveyed.limits, otherRcu: surveyed.otherRcu };
  const budgetUsd = wanted.budgetUsd ?? Infinity;
  const made = planTonight(tonight, limits, { policy, settings, book, maxRcu: wanted.maxRcu, budgetUsd, graceSeconds: wanted.graceSeconds });
  const live: LivePlan = {
    version: await version(), account: surveyed.caller.account, region: aws.region, madeAt: nowAt, expiresAt: window.closesAt, plan: made.plan, tables: tonight.tables,
    settings: made.settings, budgetUsd, excluded: surveyed.excluded, skipped: surveyed.skipped,
  };
  return { live, made, tonight, surveyed, window, policy, book, warnings: [...warnings, ...owedRemark(owed), ...remarks(surveyed, tonight, forecast, config, window), ...withoutRecovery(made, tonight), ...made.notes] };
}

function policyOf(name: string): Policy {
  const fault = livePolicyFault(name);
  if (fault !== null) refuse(EXIT.config, 'live.policy', fault);
  return findPolicy(name);
}

/** The book of the region; one of the user's is for one region, too. */
function bookOf(prices: PriceBook | null, region: string): PriceBook {
  if (prices === null) return priceBook(region);
  if (prices.region !== region) refuse(EXIT.config, '--prices', `holds prices of ${prices.region}, but the account is asked in ${region}`);
  return prices;
}

/** Whether a plan of this policy may hold exports, for which point-in-time recovery must be known. */
function mayExport({ engine }: Policy): boolean {
  return [engine, ...(engine.alternatives ?? [])].some(({ name }) => name !== 'scan' && !name.startsWith('emr') && !name.startsWith('data-pipeline'));
}

function refuseNothing({ found, listed, excluded, skipped }: LiveSurveyed, { allowEmpty, config }: TonightRequest, region: string, done: number): void {
  if (found.length > 0 || allowEmpty || done > 0) return;
  if (listed === 0) refuse(EXIT.config, 'region', `${region} has no table for these credentials; name another region, or say --allow-empty`);
  const first = skipped.length === 0 ? '' : ` (${skipped[0].table} ${skipped[0].why})`;
  refuse(EXIT.config, config.path, `no table is left: live.tables leaves out ${excluded.length} of ${listed} tables, and ${skipped.length} cannot be copied now${first}; mend the rules, or say --allow-empty`);
}

async function forecastOf(dir: string | null, slots: number, openings: () => At[]): Promise<{ forecast: TrafficForecast; warnings: string[] }> {
  const assumed = 'half of the capacity of a table is taken for its application, nothing on demand';
  if (dir === null) return { forecast: noForecast(slots), warnings: [`no history is named (live.history): ${assumed}`] };
  if (!existsSync(dir)) return { forecast: noForecast(slots), warnings: [`${dir}: there is no history yet; run hippolyte collect --out ${dir} every night. Until then ${assumed}`] };
  const history = await loadHistory(dir);
  return { forecast: forecastFrom(history, openings(), slots), warnings: [] };
}

function owedRemark(owed: readonly Owed[]): string[] {
  return owed.length === 0 ? [] : [`an earlier run owes ${owed.length} ${owed.length === 1 ? 'table' : 'tables'} (hippolyte status): planned as if it had handed back, which every start does first`];
}

/** Tables that are named in a remark. */
const NAMED_MAX = 5;

/** Exports need point-in-time recovery, which nobody but the owner of a table may switch on. */
function withoutRecovery({ plan: { columns } }: TonightPlan, { tables }: Tonight): string[] {
  const off = tables.filter(({ index, pitr }) => pitr === false && columns.lane[index] >= 0 && ENGINES[columns.engine[index]] === 'export').map(({ name }) => name);
  const more = off.length > NAMED_MAX ? ` and ${off.length - NAMED_MAX} more` : '';
  return off.length === 0 ? [] : [`exports of ${off.length} ${off.length === 1 ? 'table' : 'tables'} will be refused, since their point-in-time recovery is off: ${off.slice(0, NAMED_MAX).join(', ')}${more}`];
}

/** Nights that a history may lag behind before it is told. */
const STALE_NIGHTS = 2;
const DAY_MS = 86_400_000;

function remarks({ idle, skipped, uncounted }: LiveSurveyed, { tables }: Tonight, forecast: TrafficForecast, { settings }: LiveConfig, window: Window): string[] {
  const unknown = forecast.lastNight === null ? 0 : tables.filter(({ name, onDemand }) => !onDemand && forecast.of(name) === null).length;
  const lag = forecast.lastNight === null ? 0 : Math.round((Date.parse(window.night) - Date.parse(forecast.lastNight)) / DAY_MS);
  return [
    ...windowWarnings([window.night], settings.window),
    ...idle.map((pattern) => `no table fits ${pattern}`),
    ...skipped.filter(({ unexpected }) => unexpected).map(({ table, why }) => `${table}: ${why}`),
    ...(unknown > 0 ? [`${unknown} of ${tables.length} tables are not in the history: half of their capacity is taken for their applications`] : []),
    ...(lag > STALE_NIGHTS ? [`the history ends with ${forecast.lastNight ?? ''}, ${lag} nights ago; run hippolyte collect every night`] : []),
    ...(uncounted > 0 ? [`${uncounted} excluded tables cannot be described: what they provision is not counted in the account's quota`] : []),
  ];
}
