// The second half of `npm start`: one night for real, on an AWS that lives in this process.
//
//   node dist/scripts/demo/index.js [out]

import { noticeOf } from '../../core/telling/notice.js';
import { localTime } from '../../core/calendar.js';
import { demoNight, type DemoNight } from './night.js';

/** Any night will do: the account knows no other. */
const NIGHT = '2026-06-02';

function told({ policy, why, estate, made, result, pagePath }: DemoNight): string {
  const { columns } = made.live.plan;
  const rows = made.live.tables.map(({ index, name, rcu, onDemand, target }) => [
    name, onDemand ? 'on demand' : `${rcu} RCU`, columns.toRcu[index] > rcu ? `raised to ${columns.toRcu[index]}` : 'as it is', target === null ? '' : 'autoscaling suspended and resumed',
  ]);
  const width = (column: number): number => Math.max(...rows.map((row) => row[column].length));
  return [
    '', `One night for real on a loopback AWS: ${estate.tables} tables, ${Math.round(estate.bytes / 2 ** 20)} MiB, by ${policy}${why === '' ? ', which won above' : ` (${why})`}`,
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(width(column))).join('  ').trimEnd()}`), '',
    noticeOf(result, { label: 'loopback', runbook: 'docs/runbook.md', report: null }).body,
    `${result.tables.ok} copies verified from ${localTime(result.startedAt, result.zone)} to ${localTime(result.endedAt, result.zone)} of its time`,
    `predicted against actual: ${pagePath}`, '',
  ].join('\n');
}

const out = process.argv[2] ?? 'out';
const done = await demoNight(out, NIGHT, (line) => void process.stderr.write(`${line}\n`));
process.stdout.write(told(done));
process.exitCode = done.result.exitCode;
