// Whom to tell what, once: at most one message about the end of a night, one more for what is not handed back, and one that
// closes an alert. Successes are told by the heartbeat, unless somebody wants mails of them.

import { EXIT } from '../errors.js';
import { exitOf } from '../exits.js';
import type { AlertOn } from '../config/live-settings.js';
import type { NightResult } from './night-result.js';
import { noticeOf, recoveryOf, type Notice, type NoticeOptions } from './notice.js';
import type { At } from '../units.js';

/** Of each message, kept where the journals are. */
export interface Told {
  /** Night and what was said: the same is not said twice. */
  readonly key: string;
  readonly kind: 'end' | 'unhealed' | 'recovery';
  readonly madeAt: At;
  /** null: not delivered yet; tried again by every start. */
  readonly sentAt: At | null;
  /** Of SNS. */
  readonly messageId: string | null;
  /** Why it was not delivered the last time. */
  readonly refusal: string | null;
  readonly tries: number;
  /** What to send; null once it is delivered. */
  readonly notice: Notice | null;
}

/** Records that are kept; each night makes three at most. */
export const TOLD_MAX = 180;

/** Codes that no later start of the night can mend without a human. */
const NEEDS_A_HUMAN: readonly number[] = [
  EXIT.mismatch, EXIT.usage, EXIT.data, EXIT.bug, EXIT.refusesToOverwrite, EXIT.io, EXIT.protocol, EXIT.permission, EXIT.config,
];

/** What is to be told about a night, given what was told before. */
export function tellings(result: NightResult, told: readonly Told[], on: AlertOn, options: NoticeOptions): Told[] {
  const made = (kind: Told['kind'], word: string, notice: () => Notice): Told[] => {
    const key = `${result.account} ${result.region} ${result.night} ${word}`;
    if (told.some((one) => one.key === key)) return [];
    return [{ key, kind, madeAt: result.endedAt, sentAt: null, messageId: null, refusal: null, tries: 0, notice: notice() }];
  };
  if (result.exitCode === EXIT.unhealed) return made('unhealed', 'unhealed', () => noticeOf(result, options));
  if (exitOf(result.exitCode).page === 'no') {
    if (result.verdict !== 'success') return [];
    if (alertOpen(told)) return made('recovery', `recovery after ${lastAlert(told)?.key ?? ''}`, () => recoveryOf(result, options));
    return on === 'always' ? made('end', 'success', () => noticeOf(result, options)) : [];
  }
  return isOver(result) ? made('end', result.verdict, () => noticeOf(result, options)) : [];
}

/** What is kept: the newest, and whatever is not delivered. */
export function keptOf(told: readonly Told[]): Told[] {
  return told.filter(({ sentAt }, index) => sentAt === null || index >= told.length - TOLD_MAX).slice(-2 * TOLD_MAX);
}

/** False while the tool goes on by itself tonight: it is too early to tell, unless only a human can mend it. */
export function isOver({ next, closesAt, exitCode }: Pick<NightResult, 'next' | 'closesAt' | 'exitCode'>): boolean {
  return next === null || next.at >= closesAt || NEEDS_A_HUMAN.includes(exitCode);
}

function lastAlert(told: readonly Told[]): Told | undefined {
  return told.findLast(({ key, kind }) => kind === 'unhealed' || (kind === 'end' && !key.endsWith(' success')));
}

function alertOpen(told: readonly Told[]): boolean {
  const alert = lastAlert(told);
  return alert !== undefined && told.findLastIndex(({ kind }) => kind === 'recovery') < told.indexOf(alert);
}
