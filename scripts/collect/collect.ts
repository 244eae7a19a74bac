// From a live account to tonight's rows of a history: survey, ask, append. Reads AWS, writes only the folder.

import { nightAt, windowsOf } from '../../core/calendar.js';
import { columnsLost, NEW_TABLES_HEADER, NEW_TRAFFIC_HEADER, tableLine, trafficLines } from '../../core/history/collected.js';
import { EXIT, refuse } from '../../core/errors.js';
import { TABLES_FILE, TRAFFIC_FILE } from '../../core/history/history-header.js';
import { bundledRegions, priceBook } from '../../core/money/price-books.js';
import { usdOf } from '../../core/money/prices.js';
import { LIVE_DEFAULTS } from '../../core/config/live-settings.js';
import type { LeftOut, Patterns } from '../../core/config/selection.js';
import type { WindowSettings } from '../../core/settings.js';
import { asksFor, DAYS_KEPT, metricsOf, trafficEndAt, type Ask } from '../../core/history/traffic-asks.js';
import { DAY, type At, type Seconds, type Usd } from '../../core/units.js';
import type { Aws } from '../../executor/aws.js';
import { openAws, type ClientOptions } from '../../executor/clients.js';
import { explained } from '../../executor/explained.js';
import { readTraffic } from '../../executor/metrics.js';
import { surveyAccount, type Surveyed } from '../../executor/survey.js';
import type { AccountLimits } from '../../executor/tables.js';
import { holderOf } from '../live/policy-files.js';
import { appendRows, type Added } from './append.js';
import { KnownTraffic, readFolder, tablesOfNight, type Folder } from './known.js';

export interface CollectRequest extends Patterns {
  readonly outDir: string;
  /** null: what the SDK's own chain says. */
  readonly region: string | null;
  readonly window: WindowSettings;
  /** null: the night whose window is open, or opens next. */
  readonly night: string | null;
  /** Of traffic. */
  readonly days: number;
  readonly finestSeconds: Seconds;
  readonly allowEmpty: boolean;
  /** How AWS is asked: which hosts may be, and who learns what must never be shown. */
  readonly client?: Pick<ClientOptions, 'endpointsAllowed' | 'learn'>;
  /** Nothing is asked for that costs money, nothing is written. */
  readonly dryRun: boolean;
}

/** What one run found and did. A stable document: keys may be added. */
export interface Collected {
  readonly night: string;
  readonly region: string;
  readonly dryRun: boolean;
  readonly tables: { readonly listed: number; readonly recorded: number; readonly added: number };
  readonly traffic: { readonly fromAt: At; readonly toAt: At; readonly added: number };
  /** Price of the metrics; null where the region has none. */
  readonly metrics: { readonly asked: number; readonly usd: Usd | null };
  readonly limits: AccountLimits;
  readonly excluded: readonly LeftOut[];
  readonly skipped: Surveyed['skipped'];
  readonly warnings: readonly string[];
}

export interface Told {
  progress(doing: string, done: number, total: number): void;
  /** Told before money is spent. */
  cost(metrics: number, usd: Usd | null, calls: number): void;
}

/** @throws UserError: 65 and 74 for the folder, 69 and 75 to 77 for AWS, 78 for no table and no region */
export async function collect(request: CollectRequest, nowAt: At, told: Told): Promise<Collected> {
  const { window, outDir } = request;
  const tonight = nightAt(nowAt, window);
  const night = request.night === null ? tonight : windowsOf([request.night], window)[0];
  const folder = await readFolder(outDir);
  const open = await openAws({ region: request.region, ...request.client });
  const aws = explained(open, holderOf('collect', LIVE_DEFAULTS, open.region), null);
  try {
    const surveyed = await surveyAccount(aws, request, (done, total) => told.progress('describing tables', done, total));
    refuseNothing(surveyed, request, open.region);
    const toAt = trafficEndAt(night.opensAt, nowAt);
    const fromAt = toAt - request.days * DAY;
    const known = new KnownTraffic(folder.history);
    const asks = asksFor(surveyed.records, (name) => known.range(name), { fromAt, toAt, nowAt, finestSeconds: request.finestSeconds });
    const metrics = { asked: metricsOf(asks), usd: costOf(open.region, metricsOf(asks)) };
    const done = { tables: 0, traffic: 0 };
    if (surveyed.records.length > 0) {
      told.cost(metrics.asked, metrics.usd, asks.length);
      if (!request.dryRun) Object.assign(done, await write(request, { aws, folder, surveyed, asks, known, night: night.night }, told));
    }
    return {
      night: night.night, region: open.region, dryRun: request.dryRun,
      tables: { listed: surveyed.listed, recorded: surveyed.records.length, added: done.tables },
      traffic: { fromAt, toAt, added: done.traffic },
      metrics, limits: surveyed.limits, excluded: surveyed.excluded, skipped: surveyed.skipped,
      warnings: warningsOf(surveyed, folder, request.night !== null && request.night !== tonight.night ? night.night : null),
    };
  } finally {
    open.close();
  }
}

interface Work {
  readonly aws: Aws;
  readonly folder: Folder;
  readonly surveyed: Surveyed;
  readonly asks: readonly Ask[];
  readonly known: KnownTraffic;
  readonly night: string;
}

async function write({ outDir }: CollectRequest, { aws, folder, surveyed, asks, known, night }: Work, told: Told): Promise<Added> {
  const there = tablesOfNight(folder.history, night);
  // The first record of a night stands: later in the night capacity may be raised for the backup itself.
  const fresh = surveyed.records.filter(({ name }) => !there.has(name));
  const total = asks.reduce((sum, { tables }) => sum + tables.length, 0);
  const traffic = async function* (): AsyncGenerator<string> {
    const lineOf = trafficLines(folder.traffic.header);
    let done = 0;
    for await (const { table, periodSeconds, points } of readTraffic(aws, asks)) {
      for (const point of points) {
        if (!known.covers(table, point.startAt, point.startAt + periodSeconds)) yield lineOf(table, periodSeconds, point);
      }
      told.progress('reading traffic', ++done, total);
    }
  };
  return appendRows(outDir, folder, { tables: fresh.map((record) => tableLine(folder.tables.header, night, record)), traffic: traffic() });
}

function refuseNothing({ records, listed, excluded }: Surveyed, { allowEmpty }: CollectRequest, region: string): void {
  if (records.length > 0 || allowEmpty) return;
  if (listed === 0) refuse(EXIT.config, 'region', `${region} has no table for these credentials; name another with --region, or say --allow-empty`);
  refuse(EXIT.config, '', `no table is left: of ${listed} tables ${excluded.length} are excluded and ${listed - excluded.length} cannot be recorded now; mend --include and --exclude, or say --allow-empty`);
}

function costOf(region: string, metrics: number): Usd | null {
  const usd = bundledRegions().includes(region) ? usdOf(priceBook(region), 'cloudwatch.metric-1000') : null;
  return usd === null ? null : (usd * metrics) / 1000;
}

function warningsOf({ idle, skipped }: Surveyed, { tables, traffic }: Folder, otherNight: string | null): string[] {
  const lost = [
    ...columnsLost(tables.header, TABLES_FILE, NEW_TABLES_HEADER).map((name) => `${tables.name} has no column ${name}`),
    ...columnsLost(traffic.header, TRAFFIC_FILE, NEW_TRAFFIC_HEADER).map((name) => `${traffic.name} has no column ${name}`),
  ];
  return [
    ...idle.map((pattern) => `no table fits ${pattern}`),
    ...skipped.map(({ table, why }) => `${table} ${why}; skipped`),
    ...lost.map((what) => `${what}: it is not recorded`),
    ...(otherNight === null ? [] : [`night ${otherNight} is not tonight: its rows hold the tables as they are now`]),
  ];
}

/** As a flag may ask for. */
export const DAYS_MAX = DAYS_KEPT;
