// Holds what was observed against what the rule of its place declares.

import { MUTATING, WRITING } from '../../../executor/aws.js';
import type { Point } from './points.js';
import { classOf, codesOf, type Ending } from './rules.js';
import type { Observed, Planned } from './run-case.js';

const [OK, PARTIAL, MISSED, UNHEALED, LOCKED, PERMISSION, TERMINATED] = [0, 3, 4, 5, 11, 77, 143];

/** Null: it ended as declared; else what was declared and what was seen. */
export function unlike(point: Point, planned: Planned, seen: Observed): string | null {
  const [service] = point.operation.split(':');
  const changes = MUTATING.has(point.operation) || WRITING.has(point.operation);
  const { [classOf(planned.kind, planned.effect, service, changes)]: declared = point.rule.others } = point.rule;
  const [once, always, several = `${once}/${always}/${between(once, always)}`] = declared;
  const allowed = (planned.times === 1 ? once : planned.times === Infinity ? always : several).split('/');
  if (allowed.some((ending) => isSo(ending, point, planned, seen))) return null;
  return `declared ${allowed.join(' or ')}, seen ${seen.tables.join(' ')}, ${seen.first.verdict} ${seen.first.exitCode}, owed ${seen.first.owed} ${seen.disturbed.join()} ${seen.first.why}`;
}

/** Some tables as if it had passed, some as if it had not. */
function between(once: Ending, always: Ending): Ending {
  const states = `${once}/${always}`.split('/').filter((ending) => !WHOLE.has(ending));
  return states.length === 0 ? once : states.join('|');
}

const WHOLE: ReadonlySet<Ending> = new Set(['fine', 'stopped', 'ended', 'shut', 'owed']);

function isSo(ending: Ending, point: Point, { kind }: Planned, { first, tables, disturbed }: Observed): boolean {
  const isStopped = point.way.endsWith('stopped');
  const all = (...states: string[]): boolean => tables.every((state) => states.includes(state));
  if (ending === 'fine') {
    // A signal is one way to end well: what was not copied is missed, and 143 says why.
    return first.owed === 0 && disturbed.length === 0 && (isStopped ? all('ok', 'missed') && first.exitCode === TERMINATED : all('ok') && first.exitCode === OK && first.verdict === 'success');
  }
  if (ending === 'stopped') return all('-') && first.verdict === 'failed' && codesOf(kind).includes(first.exitCode);
  if (ending === 'ended') return all('ok', 'missed', 'failed', '-') && first.verdict === 'failed' && first.owed === 0 && disturbed.length === 0 && [LOCKED, ...codesOf(kind)].includes(first.exitCode);
  if (ending === 'shut') return all('ok', 'missed', 'failed') && first.verdict === 'failed' && (first.exitCode === PERMISSION || (first.exitCode === UNHEALED && first.owed > 0));
  if (ending === 'owed') return first.exitCode === UNHEALED && first.owed > 0 && disturbed.length > 0;
  const mayOwe = ending.endsWith('?');
  const states = ending.replaceAll('?', '').split('|');
  if (!all('ok', ...states) || all('ok')) return false;
  if (mayOwe && first.owed > 0) return first.exitCode === UNHEALED;
  return first.owed === 0 && disturbed.length === 0 && isByTables(first.exitCode, first.verdict, tables);
}

/** What a night of such tables is called. A table that vanished, or was not there to be copied, is nobody's failure. */
function isByTables(exitCode: number, verdict: string, tables: readonly string[]): boolean {
  if (tables.includes('unknown')) return exitCode === PARTIAL && verdict === 'unknown';
  if (tables.includes('missed')) return exitCode === MISSED && verdict === 'missed';
  if (tables.includes('failed')) return exitCode === PARTIAL && verdict === 'partial';
  if (tables.includes('skipped')) return (exitCode === PARTIAL && verdict === 'partial') || (exitCode === OK && verdict === 'success');
  return exitCode === OK && verdict === 'success';
}
