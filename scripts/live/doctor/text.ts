// The doctor's findings as lines, as the one line of a Nagios plugin, and as exit codes.

import { inert } from '../../../core/telling/inert.js';
import { EXIT } from '../../../core/errors.js';
import type { Check } from '../../../executor/doctor/check.js';

/** Of the Monitoring Plugins Development Guidelines: ok, warning, critical, unknown. */
const NAGIOS = { ok: 0, warning: 1, critical: 2 } as const;

/** One line a check, and beneath it how to mend it. */
export function doctorText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, what, mend }) => [
    `${state.padEnd(8)}  ${name.padEnd(width)}  ${inert(what)}`,
    ...(mend === '' ? [] : [`${' '.repeat(width + 12)}${inert(mend)}`]),
  ]);
  const count = (state: Check['state']): number => checks.filter((one) => one.state === state).length;
  return `${lines.join('\n')}\n${checks.length} checks: ${count('critical')} critical, ${count('warning')} warnings, ${count('unproven')} unproven\n`;
}

/** `HIPPOLYTE CRITICAL - lock: ...; topic: ... | checks=20 critical=1 warning=0`. */
export function nagiosText(checks: readonly Check[]): string {
  const worst = nagiosState(checks);
  const bad = checks.filter(({ state }) => state === 'critical' || state === 'warning');
  const told = bad.length === 0 ? `${checks.length} checks` : bad.map(({ name, what }) => `${name}: ${what}`).join('; ');
  const count = (state: Check['state']): number => checks.filter((one) => one.state === state).length;
  // A bar begins the numbers.
  const line = inert(told).replaceAll('|', '/').slice(0, 800);
  return `HIPPOLYTE ${worst.toUpperCase()} - ${line} | checks=${checks.length} critical=${count('critical')} warning=${count('warning')}\n`;
}

export function nagiosCode(checks: readonly Check[]): number {
  return NAGIOS[nagiosState(checks)];
}

/** 0, or the code in which a night would end: that of the first critical check. */
export function doctorCode(checks: readonly Check[]): number {
  return checks.find(({ state }) => state === 'critical')?.exitCode ?? EXIT.ok;
}

function nagiosState(checks: readonly Check[]): keyof typeof NAGIOS {
  if (checks.some(({ state }) => state === 'critical')) return 'critical';
  return checks.some(({ state }) => state === 'warning') ? 'warning' : 'ok';
}
