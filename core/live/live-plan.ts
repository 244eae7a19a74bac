// A plan for a live account, with everything that is needed to carry it out and to tell whether the world is still the one
// it was made for. `plan --out` saves it, `run` takes it, and the journal of a night begins with it.

import { sha256 } from '../journal/sha256.js';
import { canonicalJson } from '../journal/canonical-json.js';
import { EXIT, refuse } from '../errors.js';
import { exactText, exactValue } from '../journal/exact-json.js';
import type { LiveTable } from './live-table.js';
import { LIVE_PLAN_FORMAT, livePlanDocument, planOfDocument, type LivePlanDocument } from './live-plan-document.js';
import { livePlanFault } from './live-plan-schema.js';
import type { Plan } from '../plan.js';
import type { LeftOut } from '../config/selection.js';
import type { Settings } from '../settings.js';
import type { At, Usd } from '../units.js';

export interface LivePlan {
  /** Version of the tool that made it. */
  readonly version: string;
  readonly account: string;
  readonly region: string;
  readonly madeAt: At;
  /** Not carried out later than this. */
  readonly expiresAt: At;
  readonly plan: Plan;
  /** The tables as they were found; the plan's table numbers are indices of this. */
  readonly tables: readonly LiveTable[];
  readonly settings: Settings;
  /** What the night may cost at most; Infinity where nobody set a limit. */
  readonly budgetUsd: Usd;
  /** Left out by rule, with the rule. */
  readonly excluded: readonly LeftOut[];
  /** Meant, but not plannable, with the reason; unexpected ones make the night partial. */
  readonly skipped: readonly (LeftOut & { readonly unexpected: boolean })[];
}

/** More than a plan of 100,000 tables takes. */
const TEXT_LENGTH_MAX = 128 * 1024 * 1024;

/** SHA-256 over the canonical JSON of all that the plan says, hex. */
export function livePlanDigest(live: LivePlan): string {
  return digestOf(livePlanDocument(live));
}

/** The plan as JSON for people and for `run`: one line a table and a lane, and the digest of it all. */
export function livePlanText(live: LivePlan): string {
  const document = livePlanDocument(live);
  const { lanes, tables, excluded, skipped, ...head } = document;
  const lines = [`"digest": ${JSON.stringify(digestOf(document))}`];
  for (const [key, value] of Object.entries(head)) lines.push(`${JSON.stringify(key)}: ${exactText(value)}`);
  for (const [key, rows] of Object.entries({ lanes, tables, excluded, skipped })) {
    lines.push(rows.length === 0 ? `"${key}": []` : `"${key}": [\n    ${rows.map((row) => exactText(row)).join(',\n    ')}\n  ]`);
  }
  return `{\n  ${lines.join(',\n  ')}\n}\n`;
}

/**
 * Reads what `livePlanText` wrote.
 * @param now null: an expired plan is read, too
 * @throws UserError (65) for what is no plan, was changed by hand, is of a newer version, or has expired
 */
export function readLivePlan(text: string, where: string, now: At | null): LivePlan {
  const { digest, ...document } = parsed(text, where);
  if (typeof document.format !== 'number') refuse(EXIT.data, where, 'is no plan of this tool; make one with plan --out');
  if (document.format > LIVE_PLAN_FORMAT) refuse(EXIT.data, where, `has the format ${document.format} of a newer version, this one knows ${LIVE_PLAN_FORMAT}; use the version that made it`);
  if (digest !== digestOf(document)) refuse(EXIT.data, where, 'was changed after it was made: its digest does not fit; make it again with plan --out, and set what you want in the configuration');
  const live = livePlanOf(document, where);
  if (now !== null && now > live.expiresAt) refuse(EXIT.data, where, `has expired at ${new Date(live.expiresAt * 1000).toISOString()}; make it again with plan --out`);
  return live;
}

/** The plan of a document whose digest or hash was checked. @throws UserError (65) naming the first part that is not of the right kind */
export function livePlanOf(document: unknown, where: string): LivePlan {
  const fault = livePlanFault(document);
  if (fault !== null) refuse(EXIT.data, where, `${fault}; make the plan again with plan --out`);
  return planOfDocument(document as LivePlanDocument);
}

function parsed(text: string, where: string): Record<string, unknown> {
  if (text.length > TEXT_LENGTH_MAX) refuse(EXIT.data, where, `is longer than the limit of ${TEXT_LENGTH_MAX} characters`);
  let value: unknown;
  try {
    value = exactValue(text);
  } catch {
    refuse(EXIT.data, where, 'is not JSON; make the plan again with plan --out');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(EXIT.data, where, 'is no plan of this tool; make one with plan --out');
  return value as Record<string, unknown>;
}

function digestOf(document: object): string {
  return sha256(canonicalJson(document));
}
