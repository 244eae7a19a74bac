// A user's own packing rule: an ES module that exports it. Tried on small lanes before it is trusted with a night.

import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT, refuse } from '../core/errors.js';
import { shown } from '../core/config/config.js';
import type { Pack, PackLimits } from '../core/policy.js';

/** True where `--pack` names a file and no rule of the list. */
export function isModulePath(text: string): boolean {
  return /[/\\]|\.[cm]?js$/.test(text);
}

/**
 * Loads the rule that a module exports, as default or under any name.
 * @throws UserError (config) when there is no such file, it does not load, exports no rule, or the rule breaks its contract.
 */
export async function loadPack(path: string): Promise<Pack> {
  const file = isAbsolute(path) ? path : resolve(path);
  if (!existsSync(file)) refuse(EXIT.config, '--pack', `no such file: ${path}; give the path of an ES module`);
  if (/\.[cm]?ts$/.test(file)) refuse(EXIT.config, `--pack ${path}`, 'is TypeScript, which Node does not load; compile it to .js');
  const loaded = await (import(pathToFileURL(file).href) as Promise<Record<string, unknown>>).catch((error: unknown) =>
    refuse(EXIT.config, `--pack ${path}`, `does not load: ${error instanceof Error ? error.message : String(error)}`),
  );
  const found = Object.values(loaded).filter(looksLikePack);
  const rules = [...new Set(found)];
  if (rules.length !== 1) {
    const what = rules.length === 0 ? `exports no packing rule (an object {name, summary, source, lanes(durationsSeconds, limits)}), only ${shown(Object.keys(loaded))}` : `exports ${rules.length} packing rules; export one`;
    refuse(EXIT.config, `--pack ${path}`, what);
  }
  const [rule] = rules;
  const fault = packFault(rule);
  if (fault !== null) refuse(EXIT.config, `--pack ${path}`, fault);
  return watched(rule, path);
}

/** The rule, whose answers are looked at each night: what it does to small lanes need not be what it does to a whole estate. */
function watched(rule: Pack, path: string): Pack {
  return {
    name: rule.name, summary: rule.summary, source: rule.source,
    lanes(durations, limits) {
      const answer = tried(rule, Float64Array.from(durations), limits);
      if ('fault' in answer) refuse(EXIT.config, `--pack ${path}`, `lanes(${durations.length} durations, ${JSON.stringify(limits)}) ${answer.fault}`);
      return answer.lanes.map((lane) => [...lane]); // the planner writes into them, the rule may keep its own
    },
  };
}

function looksLikePack(value: unknown): value is Pack {
  return typeof value === 'object' && value !== null && typeof (value as Pack).lanes === 'function';
}

/** Sums of the same durations in another order differ in their last digits. */
const ROUNDING = 1e-9;

const TRIALS: readonly { durations: readonly number[]; limits: PackLimits }[] = [
  { durations: [], limits: { durationSecondsMax: 100, countMax: 3 } },
  { durations: [50], limits: { durationSecondsMax: 100, countMax: 3 } },
  { durations: [30, 10, 20, 30, 60, 5, 5], limits: { durationSecondsMax: 60, countMax: 3 } },
  { durations: [7, 7, 7, 7], limits: { durationSecondsMax: 1000, countMax: 2 } },
  { durations: [500, 10, 10], limits: { durationSecondsMax: 60, countMax: 5 } },
];

/** What is wrong with a rule, as a sentence, or null: every position once, limits kept, input left alone, repeatable. */
export function packFault(rule: Pack): string | null {
  for (const field of ['name', 'summary', 'source'] as const) {
    if (typeof rule[field] !== 'string' || rule[field].trim() === '') return `${field} must be a text, got ${shown(rule[field])}`;
  }
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(rule.name)) return `name must be lower-case letters, digits and dashes, got ${shown(rule.name)}`;
  for (const { durations, limits } of TRIALS) {
    const fault = trialFault(rule, durations, limits);
    if (fault !== null) return `lanes([${durations.join(', ')}], ${JSON.stringify(limits)}) ${fault}`;
  }
  return null;
}

function trialFault(rule: Pack, durations: readonly number[], limits: PackLimits): string | null {
  const first = tried(rule, Float64Array.from(durations), limits);
  if ('fault' in first) return first.fault;
  const again = tried(rule, Float64Array.from(durations), limits);
  return JSON.stringify(again) === JSON.stringify(first) ? null : 'gave other lanes the second time; take chance and clock out';
}

/** One call of the rule: its lanes, or what is wrong with them. */
function tried(rule: Pack, durations: Float64Array, limits: PackLimits): { readonly lanes: number[][] } | { readonly fault: string } {
  const given = durations.slice();
  let lanes: unknown;
  try {
    lanes = rule.lanes(given, limits);
  } catch (error) {
    return { fault: `threw: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (given.some((value, index) => value !== durations[index])) return { fault: 'changed the array it was given; copy it before sorting' };
  if (!Array.isArray(lanes) || !lanes.every((lane) => Array.isArray(lane) && lane.length > 0)) return { fault: `must return a list of lanes that are not empty, got ${shown(lanes)}` };
  const fault = lanesFault(lanes as number[][], durations, limits);
  return fault === null ? { lanes: lanes as number[][] } : { fault };
}

function lanesFault(lanes: readonly number[][], durations: Float64Array, { countMax, durationSecondsMax }: PackLimits): string | null {
  const times = new Uint32Array(durations.length);
  let strange = false;
  for (const position of lanes.flat()) {
    if (Number.isInteger(position) && position >= 0 && position < times.length) times[position]++;
    else strange = true;
  }
  if (strange || times.some((count) => count !== 1)) return `must return each position from 0 to ${durations.length - 1} once, got ${shown(lanes)}`;
  for (const lane of lanes) {
    if (lane.length > countMax) return `put ${lane.length} copies in a lane, more than countMax ${countMax}`;
    const seconds = lane.reduce((sum, position) => sum + durations[position], 0);
    if (lane.length > 1 && seconds > durationSecondsMax * (1 + ROUNDING)) return `filled a lane for ${seconds} s, more than durationSecondsMax ${durationSecondsMax}`;
  }
  return null;
}
