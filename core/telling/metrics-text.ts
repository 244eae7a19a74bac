// The numbers of the last night for Prometheus: text that is valid OpenMetrics and that the node exporter's textfile collector
// reads too (so no `info` type and no timestamps, which it refuses). The one that matters is the last success.

import { TABLE_STATES, type NightResult } from './night-result.js';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

interface Family {
  /** Without prefix, and without `_total`. */
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly Sample[];
}

const PREFIX = 'hippolyte_';

/**
 * @param before the text of the last time; counters and the last success go on from there. Null or unreadable: they begin.
 */
export function metricsText(result: NightResult, before: string | null): string {
  const own = { account: result.account, region: result.region };
  const earlier = valuesOf(before ?? '');
  const lines: string[] = [];
  for (const { name, type, help, samples } of [...gauges(result, own, earlier), ...counters(result, own)]) {
    lines.push(`# TYPE ${PREFIX}${name} ${type}`, `# HELP ${PREFIX}${name} ${help}`);
    const whole = type === 'counter' ? `${PREFIX}${name}_total` : `${PREFIX}${name}`;
    const now = new Map(samples.map(({ labels, value }) => [`${whole}${labelsText({ ...own, ...labels })}`, value]));
    if (type === 'counter') addEarlier(now, whole, earlier);
    for (const [series, value] of now) lines.push(`${series} ${value}`);
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

function gauges(result: NightResult, own: Labels, earlier: ReadonlyMap<string, number>): Family[] {
  const one = (name: string, help: string, value: number, labels: Labels = {}): Family => ({ name, type: 'gauge', help, samples: [{ labels, value }] });
  const { openLeases, endedAt, startedAt, closesAt } = result;
  const success = 'last_success_timestamp_seconds';
  const lastSuccessAt = result.verdict === 'success' ? endedAt : earlier.get(`${PREFIX}${success}${labelsText(own)}`);
  return [
    // Absent until there was one: a zero would be a success in 1970.
    { name: success, type: 'gauge', help: 'When a night last ended with every table in scope verified.', samples: lastSuccessAt === undefined ? [] : [{ labels: {}, value: lastSuccessAt }] },
    one('last_run_timestamp_seconds', 'When the last run ended.', endedAt),
    one('last_exit_code', 'Exit code of the last run; docs/runbook.md lists them.', result.exitCode),
    one('run_duration_seconds', 'How long the last run took.', endedAt - startedAt),
    one('window_slack_seconds', 'From the end of the last run to the close of the window; negative: late.', closesAt - endedAt),
    { name: 'tables', type: 'gauge', help: 'Tables of the last night by state.', samples: TABLE_STATES.map((status) => ({ labels: { status }, value: result.tables[status] })) },
    one('open_leases', 'Tables whose capacity or autoscaling is not handed back.', openLeases.length),
    one('raised_capacity_units', 'Read capacity above the original that is not handed back.', openLeases.reduce((sum, { raisedToRcu, originalRcu }) => sum + (raisedToRcu === null ? 0 : raisedToRcu - originalRcu), 0)),
    one('raised_cost_dollars', 'Price of an hour of what is not handed back, US dollars.', openLeases.reduce((sum, { usdPerHour }) => sum + usdPerHour, 0)),
    one('forecast_cost_dollars', 'Forecast of the last plan, US dollars.', result.costs.forecastUsd),
    one('orphans', 'Clusters and pipelines of this tool that no run owns.', result.orphans),
    one('build_info', 'The version that ran.', 1, { version: result.version }),
  ];
}

function counters({ copied, throttled, calls, mismatches }: NightResult, own: Labels): Family[] {
  const one = (name: string, help: string, samples: readonly Sample[]): Family => ({ name, type: 'counter', help, samples: samples.map(({ labels, value }) => ({ labels: { ...own, ...labels }, value })) });
  return [
    one('backup_bytes', 'Bytes of tables that were copied.', [{ labels: {}, value: copied.bytes }]),
    one('items', 'Items that were copied.', [{ labels: {}, value: copied.items }]),
    one('read_units', 'Read units that the copies consumed.', [{ labels: {}, value: copied.readUnits }]),
    one('throttles', 'Reads that DynamoDB refused: to applications because of a copy, and to the copies.', [
      { labels: { source: 'app' }, value: throttled.app }, { labels: { source: 'backup' }, value: throttled.backup },
    ]),
    one('verify_mismatches', 'Backups that were not what their manifest says.', [{ labels: {}, value: mismatches }]),
    one('api_calls', 'Calls of AWS.', calls.map(({ operation, result, count }) => ({ labels: { service: operation.split(':')[0], operation: operation.split(':')[1] ?? '', result }, value: count }))),
  ];
}

/** What an earlier run counted stays, also where tonight has no such series. */
function addEarlier(now: Map<string, number>, whole: string, earlier: ReadonlyMap<string, number>): void {
  for (const [series, value] of earlier) {
    if (series.startsWith(`${whole}{`) && value >= 0) now.set(series, (now.get(series) ?? 0) + value);
  }
}

function labelsText(labels: Labels): string {
  const escape = (value: string): string => value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
  return `{${Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}="${escape(value)}"`).join(',')}}`;
}

const SERIES = /^(hippolyte_[a-z_]+\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\}) (\S+)$/;

/** Series and values of a text that this file made; lines of others are passed over. */
function valuesOf(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const found = SERIES.exec(line);
    if (found !== null && Number.isFinite(Number(found[2]))) values.set(found[1], Number(found[2]));
  }
  return values;
}
