// Pings of a dead man's switch (healthchecks.io and its like): it raises the alarm when nothing comes, which no mail of a
// program that does not run can do. A ping never holds anything up, and its address is a secret.

import { createHash } from 'node:crypto';
import type { Seconds } from '../../core/units.js';
import { endpointFault } from '../endpoints.js';
import type { Clock } from '../clock.js';
import { Patience } from '../patience.js';

/** What of fetch is used here. */
export type Http = (url: string, init: { method: 'POST'; body: string; redirect: 'error'; signal: AbortSignal; headers: Record<string, string> }) => Promise<{ readonly ok: boolean; readonly status: number }>;

const TRIES = 3;
const TRY_SECONDS: Seconds = 10;
const PAUSE_SECONDS: Seconds = 1;
/** healthchecks.io keeps the first 100 kB (its docs, Attaching logs). */
const BODY_BYTES_MAX = 100_000;

export interface Ping {
  /** As the configuration has it, without /start or a code. */
  readonly url: string;
  /** `start`, the exit code, or `log`: says something without starting or ending anything. */
  readonly what: 'start' | 'log' | number;
  readonly runId: string;
  /** The end of the log, without secrets. */
  readonly log: string;
}

/**
 * Sends one ping, three times at most, 10 s each.
 * @returns null, or why it did not arrive, without the address
 */
export async function ping(http: Http, clock: Clock, wanted: Ping, signal: AbortSignal): Promise<string | null> {
  const address = addressOf(wanted);
  if (typeof address === 'string') return address;
  const body = tail(wanted.log);
  let why = '';
  for (let attempt = 1; attempt <= TRIES && !signal.aborted; attempt++) {
    if (attempt > 1) await clock.sleepUntil(clock.now() + PAUSE_SECONDS * attempt, signal);
    why = await once(http, clock, address, body, signal);
    if (why === '') return null;
  }
  return `${address.hostname}: ${why === '' ? 'no time left' : why}`;
}

async function once(http: Http, clock: Clock, address: URL, body: string, signal: AbortSignal): Promise<string> {
  const own = new AbortController();
  const end = (): void => own.abort();
  signal.addEventListener('abort', end);
  const asked = http(address.href, { method: 'POST', body, redirect: 'error', signal: own.signal, headers: { 'content-type': 'text/plain; charset=utf-8' } })
    .then(({ ok, status }) => (ok ? '' : `status ${status}`))
    // The error's words may hold the address; its code does not.
    .catch((error: unknown) => codeOf(error));
  try {
    return await new Patience(clock, TRY_SECONDS).with(clock.busy(asked), `no answer within ${TRY_SECONDS} s`);
  } finally {
    signal.removeEventListener('abort', end);
    own.abort();
  }
}

/** What is wrong with the address of a dead man's switch, or its address for this ping. */
function addressOf({ url, what, runId }: Ping): URL | string {
  if (!URL.canParse(url)) return 'the address of the health check is none';
  const address = new URL(url);
  if (endpointFault(address.protocol, address.hostname) !== null) return 'the address of the health check must be https, and no link-local or metadata address';
  const path = address.pathname.replace(/\/$/, '');
  if (what !== 0) address.pathname = `${path}/${what}`;
  address.searchParams.set('rid', runUuid(runId));
  return address;
}

/** A run's name as the UUID that healthchecks.io wants (its docs, Measuring script run time): version 8, of a hash. */
export function runUuid(runId: string): string {
  const hex = createHash('sha256').update(runId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function codeOf(error: unknown): string {
  const { name, code, cause } = error as { name?: string; code?: unknown; cause?: { code?: unknown } };
  const known = [cause?.code, code].find((one) => typeof one === 'string');
  return typeof known === 'string' ? known : (name ?? 'failed');
}

function tail(log: string): string {
  const bytes = Buffer.from(log, 'utf8');
  if (bytes.length <= BODY_BYTES_MAX) return log;
  let from = bytes.length - BODY_BYTES_MAX;
  // Not in the middle of a character: its later bytes are 10xxxxxx.
  while ((bytes[from] & 0xc0) === 0x80) from++;
  return bytes.subarray(from).toString('utf8');
}
