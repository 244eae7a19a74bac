// What is told to people at the end of a night: one subject, one body in the order in which somebody who was just woken asks.

import { localTime } from '../calendar.js';
import { EXIT } from '../errors.js';
import { exitOf } from '../exits.js';
import { handBackByHand } from './by-hand.js';
import { inert, shortened } from './inert.js';
import type { NightResult, OwedLease, TableFailure } from './night-result.js';
import { subjectOf, inScope } from './notice-subject.js';
import { HOUR, type At } from '../units.js';

/** Failed tables and leases that are named; the rest is counted. */
export const LISTED_MAX = 10;
/** A command with the longest name that a table can have, 255 characters, fits. */
const LINE_CHARS_MAX = 1200;
const WHY_CHARS_MAX = 400;
/** SNS takes 256 KiB with the attributes (AWS API reference, Publish); mails that are read are shorter. */
export const BODY_BYTES_MAX = 65_536;

export interface NoticeOptions {
  /** Names the account where people read it, e.g. `prod`; null: its number. */
  readonly label: string | null;
  /** Addresses to look further; null: none. */
  readonly runbook: string;
  readonly report: string | null;
}

/** One message. `attributes` is the same for machines: SNS filters and routes by them (at most ten, so that queues take them raw). */
export interface Notice {
  readonly subject: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** The message about a night. The same result gives the same message. */
export function noticeOf(result: NightResult, options: NoticeOptions): Notice {
  return {
    subject: subjectOf(result, options.label),
    body: bodyOf([
      safety(result), failed(result.failures), goesOn(result), mustDo(result), causes(result), links(result, options), identity(result),
    ]),
    attributes: attributesOf(result),
  };
}

/** The message that closes an alert: the same night is well now, or what was owed is handed back. */
export function recoveryOf(result: NightResult, options: NoticeOptions): Notice {
  return {
    subject: subjectOf(result, options.label, 'RECOVERED'),
    body: bodyOf([
      ['RECOVERED: what was told of before is over; nothing has to be done', ...safety(result)], links(result, options), identity(result),
    ]),
    attributes: { ...attributesOf(result), recovered: 'true' },
  };
}

function bodyOf(parts: readonly (readonly string[])[]): string {
  const text = parts.filter((part) => part.length > 0).map((part) => part.map(lineOf).join('\n')).join('\n\n');
  return `${shortened(text, BODY_BYTES_MAX - 1)}\n`;
}

/** ASCII, so that a byte is a character and no mail program can be led astray; other characters are escaped. */
function lineOf(line: string): string {
  const plain = inert(line).replace(/[^\u0020-\u007e]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return shortened(plain, LINE_CHARS_MAX);
}

function safety(result: NightResult): string[] {
  const { tables, openLeases } = result;
  const counted = tables.total === 0 && result.verdict === 'failed' ? `this start copied no table of night ${result.night}` : `${tables.ok} of ${inScope(result)} tables have a verified backup of night ${result.night}`;
  const head = `${result.verdict.toUpperCase()}: ${counted} (${exitOf(result.exitCode).meaning})`;
  if (openLeases.length === 0) return [head, 'production: capacity and autoscaling are as they were; nothing is raised, nothing extra is billed'];
  const perHour = openLeases.reduce((sum, { usdPerHour }) => sum + usdPerHour, 0);
  const raised = openLeases.filter(({ raisedToRcu }) => raisedToRcu !== null).length;
  const suspended = openLeases.filter((lease) => lease.suspended !== null).length;
  return [
    head,
    `production: NOT handed back: ${raised} tables with raised capacity, ${suspended} with suspended autoscaling; costs $${perHour.toFixed(4)} an hour, $${(perHour * 24).toFixed(2)} in 24 h`,
    ...listed(openLeases, (lease) => leaseLine(lease, result)),
  ];
}

function leaseLine({ table, originalRcu, raisedToRcu, suspended, sinceAt, code }: OwedLease, { zone, endedAt }: NightResult): string {
  const what = [
    ...(raisedToRcu === null ? [] : [`${raisedToRcu} RCU instead of ${originalRcu}`]),
    ...(suspended === null ? [] : ['autoscaling suspended']),
  ].join(', ');
  return `${table}: ${what} since ${localTime(sinceAt, zone)}, ${Math.max(0, (endedAt - sinceAt) / HOUR).toFixed(1)} h; not handed back: ${code}${code === 'DENIED' ? `, allow ${raisedToRcu === null ? 'application-autoscaling:RegisterScalableTarget' : 'dynamodb:UpdateTable'}` : ''}`;
}

function failed(failures: readonly TableFailure[]): string[] {
  if (failures.length === 0) return [];
  const line = ({ table, state, code, why, times, sinceNight }: TableFailure): string => {
    return `${table}: ${state} (${code}), ${times === 1 ? 'the first time' : `${times} nights in a row since ${sinceNight}`}: ${shortened(why, WHY_CHARS_MAX)}`;
  };
  return [`without a backup: ${failures.length}`, ...listed(failures, line)];
}

function listed<T>(items: readonly T[], line: (item: T) => string): string[] {
  const more = items.length - LISTED_MAX;
  return [...items.slice(0, LISTED_MAX).map((item) => `  ${line(item)}`), ...(more > 0 ? [`  + ${more} more`] : [])];
}

function goesOn({ next, zone, exitCode, openLeases, endedAt, closesAt }: NightResult): string[] {
  if (next !== null) return [`next: ${next.what}, at ${localTime(next.at, zone)} ${zone}`];
  if (openLeases.length > 0) return ['next: whatever is started next hands back first'];
  return [exitCode === EXIT.ok || endedAt >= closesAt ? 'next: nothing more tonight' : `next: a start before ${localTime(closesAt, zone)} ${zone} tries again`];
}

function mustDo({ exitCode, openLeases, region }: NightResult): string[] {
  const todo = `you: ${exitOf(exitCode).todo}`;
  if (openLeases.length === 0) return [todo];
  // Ten leases are sixty lines; who has more is quicker with one command that reads the journal.
  const commands = openLeases.slice(0, LISTED_MAX).flatMap((lease) => handBackByHand(lease, region));
  return [todo, 'or by hand, in this order:', ...commands.map((command) => `  ${command}`)];
}

function causes({ cause, failures }: NightResult): string[] {
  const lines = new Set<string>();
  const add = (code: string, action?: string, requestId?: string): void => {
    if (action === undefined && requestId === undefined) return;
    lines.add(`  ${code}${action === undefined ? '' : `, missing permission ${action}`}${requestId === undefined ? '' : `, request ${requestId}`}`);
  };
  if (cause !== null) lines.add(`  ${shortened(cause.why, WHY_CHARS_MAX)}`);
  if (cause !== null) add(`exit code ${cause.exitCode}`, cause.action, cause.requestId);
  for (const { code, action, requestId } of failures.slice(0, LISTED_MAX)) add(code, action, requestId);
  return lines.size === 0 ? [] : ['cause:', ...lines];
}

function links({ night, exitCode, journal }: NightResult, { runbook, report }: NoticeOptions): string[] {
  return [
    `runbook: ${runbook}#exit-code-${exitCode}`,
    ...(report === null ? [] : [`report: ${report}#night=${night}`]),
    ...(journal === '' ? [] : [`journal: ${journal}`]),
  ];
}

function identity({ runId, account, region, host, version, planDigest, startedAt, endedAt, costs }: NightResult): string[] {
  return [
    `run ${runId} on ${host}, hippolyte ${version}, account ${account}, ${region}`,
    `from ${utc(startedAt)} to ${utc(endedAt)}, forecast $${costs.forecastUsd.toFixed(2)}, bound $${costs.boundUsd.toFixed(2)}, plan ${planDigest === '' ? 'none' : planDigest}`,
  ];
}

function utc(at: At): string {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
}

function attributesOf(result: NightResult): Notice['attributes'] {
  const { verdict, exitCode, account, region, night, runId, openLeases, failures, tables, planDigest, version } = result;
  const document = {
    verdict, exitCode, account, region, night, runId, planDigest, version, tables,
    openLeases: openLeases.slice(0, LISTED_MAX), openLeasesTotal: openLeases.length,
    failures: failures.slice(0, LISTED_MAX).map((failure) => ({ ...failure, why: shortened(failure.why, WHY_CHARS_MAX) })), failuresTotal: failures.length,
  };
  return { verdict, exitCode, account, region, night, runId, page: exitOf(exitCode).page, openLeases: openLeases.length, document: asciiJson(document) };
}

/** JSON in ASCII: what is no letter of it is an escape that every reader of JSON undoes. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
