// What every figure rests on, as sentences for the report.

import type { Settings } from '../../core/settings.js';

export function assumptionsOf(settings: Settings, accountRcuQuota: number): string[] {
  const { reading, forecast, updateTable, billing, control, quotas, weather, scan } = settings;
  return [
    `a scan reads ${reading.bytesPerUnit} bytes per read unit (eventually consistent: 8192)`,
    `the application keeps ${forecast.margin} x the highest rate of the same hour in the ${forecast.nights} nights before; the first night of a history without earlier traffic is judged by its own recording, a table without any past by half of its capacity`,
    `an hour in which capacity changes is billed by the rule "${billing.rule}"; AWS does not publish the rule, the other rules are shown beside it`,
    `UpdateTable takes ${updateTable.medianSeconds} s (median) within warm throughput, p95 ${updateTable.p95Seconds} s; not published by AWS, calibrate it`,
    `tables without a recorded warm throughput serve ${reading.warmRcu} RCU at once`,
    `${reading.burstShare} of ${reading.burstSeconds} s of unused capacity can be used as burst`,
    `the account may provision ${accountRcuQuota} RCU${quotas.accountRcu === 0 ? ' (not given: the default of 80000, or 1.25 x the most that the history shows)' : ''}`,
    `one ${scan.machineType} of the embedded engine moves ${scan.bytesPerSecondPerMachine / 1e6} MB/s`,
    `things are noticed every ${control.lookSeconds} s; ${weather.copyFailureShare * 100} % of copies fail and are repeated, ${weather.throttleShare * 100} % of API calls are throttled`,
    'a scan is not a snapshot: items written while it runs may or may not be in the copy',
  ];
}
