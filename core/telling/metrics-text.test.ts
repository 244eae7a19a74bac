import test from 'ava';
import { GOOD_NIGHT, leaseOf, partialNight, failureOf } from './night-sample.js';
import { metricsText } from './metrics-text.js';

const OWN = 'account="123456789012",region="eu-west-1"';
const valueOf = (text: string, series: string): string | undefined => text.split('\n').find((line) => line.startsWith(`${series} `))?.slice(series.length + 1);

/** What OpenMetrics 1.0 asks of a text of gauges and counters; returns what is broken. */
function faultsOf(text: string): string[] {
  const faults: string[] = [];
  const families = new Map<string, string>();
  const series = new Set<string>();
  let family = '';
  for (const line of text.split('\n').slice(0, -2)) {
    const type = /^# TYPE (\S+) (gauge|counter)$/.exec(line);
    if (type !== null) {
      if (families.has(type[1])) faults.push(`family twice: ${type[1]}`);
      if (/_total$/.test(type[1])) faults.push(`family named like a sample: ${type[1]}`);
      families.set(type[1], type[2]);
      family = type[1];
      continue;
    }
    if (line.startsWith(`# HELP ${family} `)) continue;
    const sample = /^([a-z_]+)\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\} (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/.exec(line);
    if (sample === null) faults.push(`no sample: ${line}`);
    else if (sample[1] !== (families.get(family) === 'counter' ? `${family}_total` : family)) faults.push(`outside of its family: ${line}`);
    const name = line.slice(0, line.lastIndexOf(' '));
    if (series.has(name)) faults.push(`twice: ${name}`);
    series.add(name);
  }
  if (!text.endsWith('\n# EOF\n')) faults.push('no end');
  return faults;
}

test('every text is valid OpenMetrics', (t) => {
  const calls = [{ operation: 'dynamodb:Scan', result: 'ok', count: 5 }, { operation: 'dynamodb:Scan', result: 'x"\\\ny', count: 1 }];
  const night = { ...GOOD_NIGHT, version: '1"\\\n', calls };
  const first = metricsText(night, null);
  t.deepEqual(faultsOf(first), []);
  t.deepEqual(faultsOf(metricsText(night, first)), []);
  t.deepEqual(faultsOf(metricsText(partialNight([failureOf('a')], { calls: [] }), first)), []);
});

test('the validator sees what it is for', (t) => {
  const text = metricsText(GOOD_NIGHT, null);
  t.not(faultsOf(text.replace('# EOF\n', '')).length, 0);
  t.not(faultsOf(`${text.replace('# EOF\n', 'a{} 1\n')}# EOF\n`).length, 0);
  t.not(faultsOf(text.replace(/^(hippolyte_orphans.*)$/m, '$1\n$1')).length, 0);
  t.not(faultsOf(text.replace(/^(hippolyte_orphans.*)$/m, '$1 1700000000')).length, 0, 'a timestamp');
});

test('the last success stays through nights that are none, and is absent before the first', (t) => {
  const series = `hippolyte_last_success_timestamp_seconds{${OWN}}`;
  const bad = metricsText(partialNight([failureOf('a')]), null);
  t.is(valueOf(bad, series), undefined);
  const good = metricsText(GOOD_NIGHT, bad);
  t.is(valueOf(good, series), String(GOOD_NIGHT.endedAt));
  const next = metricsText(partialNight([failureOf('a')], { endedAt: GOOD_NIGHT.endedAt + 86_400 }), good);
  t.is(valueOf(next, series), String(GOOD_NIGHT.endedAt));
  t.is(valueOf(next, `hippolyte_last_run_timestamp_seconds{${OWN}}`), String(GOOD_NIGHT.endedAt + 86_400));
});

test('counters go on from the last file, also where tonight has no such series, and begin anew after a file that is none', (t) => {
  const night = { ...GOOD_NIGHT, calls: [{ operation: 'dynamodb:Scan', result: 'ok', count: 5 }], throttled: { app: 2, backup: 3 } };
  const two = metricsText({ ...night, calls: [] }, metricsText(night, null));
  t.is(valueOf(two, 'hippolyte_api_calls_total{account="123456789012",operation="Scan",region="eu-west-1",result="ok",service="dynamodb"}'), '5');
  t.is(valueOf(two, `hippolyte_throttles_total{${OWN},source="app"}`), String(2 + 2));
  t.is(valueOf(two, `hippolyte_backup_bytes_total{${OWN}}`), String(2 * 1e12));
  t.is(valueOf(metricsText(night, 'garbage\nhippolyte_backup_bytes_total{} NaN\n'), `hippolyte_backup_bytes_total{${OWN}}`), String(1e12));
});

test('what is owed is counted and priced', (t) => {
  const text = metricsText({ ...GOOD_NIGHT, openLeases: [leaseOf('a'), leaseOf('b', { raisedToRcu: null, usdPerHour: 0 })] }, null);
  t.is(valueOf(text, `hippolyte_open_leases{${OWN}}`), '2');
  t.is(valueOf(text, `hippolyte_raised_capacity_units{${OWN}}`), String(152 - 10));
  t.is(valueOf(text, `hippolyte_raised_cost_dollars{${OWN}}`), '0.02');
  t.is(valueOf(text, `hippolyte_window_slack_seconds{${OWN}}`), String(48 * 60));
  t.is(valueOf(text, `hippolyte_tables{${OWN},status="ok"}`), '412');
});
