// A dry run as JSON lines: every call that would change something, in order, with what it can cost; a line of totals last.

import type { Plan } from '../../../core/plan.js';
import type { Survey } from '../../../core/table.js';
import { simulatedNight } from './simulated.js';
import { dryCalls, type DryNight } from './calls.js';

/** Lines without line ends. The same plan gives the same lines. */
export function* dryLines(night: DryNight, survey: Survey): Generator<string> {
  const calls = dryCalls(night, simulatedNight(night.plan, survey, night.settings));
  let usd = 0;
  for (const { at, call, table, input, ceilingUsd } of calls) {
    usd += ceilingUsd;
    yield JSON.stringify({ event: 'call', at, time: new Date(at * 1000).toISOString(), call, ...(table === null ? {} : { table }), ceilingUsd, input });
  }
  const { ceiling, plan } = night;
  // What the embedded scan reads of on-demand tables, and the machine it runs on, are announced by no call.
  yield JSON.stringify({
    event: 'total', calls: calls.length, ceilingUsd: ceiling.usd, ofCallsUsd: usd, ofScansUsd: Math.max(0, ceiling.usd - usd), forecastUsd: plan.forecastUsd, endAt: lastAt(plan),
  });
}

function lastAt({ columns, opensAt }: Plan): number {
  return columns.forecastEndAt.reduce((last, at) => Math.max(last, at), opensAt);
}
