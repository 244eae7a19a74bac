// An experiment: sets of values along the axes policy, window, growth, region and seed, and every combination of them.

import { z } from 'zod';
import { checked, contradictions } from './config.js';
import { growthSchema, regionSchema, seedSchema, settingsSchema } from './config-schema.js';
import { readDocument, type UserDocument } from './document.js';
import { EXIT, refuse, UserError, type Issue } from '../errors.js';
import { isTime, windowFault } from '../calendar.js';
import type { SettingsChange, WindowSettings } from '../settings.js';

/** More runs than this are refused unless the experiment raises `runsMax`. */
export const RUNS_MAX = 1000;

/** Each axis is a set; an axis that is left out has one value, the one of the settings. */
export interface Experiment {
  /** Folder of the history, relative to the folder of the experiment's file. */
  readonly history: string | null;
  readonly policies: readonly string[] | null;
  readonly baseline: string | null;
  readonly windows: readonly Partial<WindowSettings>[];
  readonly growth: readonly number[];
  readonly regions: readonly string[];
  readonly seeds: readonly number[];
  readonly settings: SettingsChange;
  readonly runsMax: number;
}

/** One combination of all axes but the policy. `null`: as in the settings. */
export interface Scenario {
  readonly window: Partial<WindowSettings> | null;
  readonly growth: number;
  readonly region: string | null;
  readonly seed: number | null;
}

const windowText = z.custom<string>((value) => typeof value === 'string' && readWindow(value) !== null, 'must be a window such as "22:00-05:00"');
const windowGroup = z.strictObject({
  opens: z.custom<string>((value) => typeof value === 'string' && isTime(value), 'must be a time HH:MM from 00:00 to 23:59'),
  closes: z.custom<string>((value) => typeof value === 'string' && isTime(value), 'must be a time HH:MM from 00:00 to 23:59'),
  zone: z.string().optional(),
});
const name = z.custom<string>((value) => typeof value === 'string' && value !== '', 'must be a name');
const axis = <T extends z.ZodType>(value: T) => z.array(value).min(1, 'must have at least one value').optional();

const schema = z.strictObject({
  history: name.optional(),
  policies: axis(name),
  baseline: name.optional(),
  windows: z.array(z.unknown()).min(1, 'must have at least one value').optional(),
  growth: axis(growthSchema),
  regions: axis(regionSchema),
  seeds: axis(seedSchema),
  settings: settingsSchema.optional(),
  runsMax: z.custom<number>((value) => Number.isSafeInteger(value) && Number(value) >= 1, 'must be a whole number from 1').optional(),
});

/** A window written as "22:00-05:00", or null when it is none. */
export function readWindow(text: string): { opens: string; closes: string } | null {
  const parts = text.split('-');
  return parts.length === 2 && parts.every(isTime) ? { opens: parts[0], closes: parts[1] } : null;
}

/**
 * Reads an experiment (YAML, or JSON where the name ends in .json).
 * @throws UserError (config) with all issues.
 */
export function readExperiment(text: string, where: string): Experiment {
  const document = readDocument(text, where);
  const read = checked(schema, document);
  const issues: Issue[] = [];
  const settings = (read.settings ?? {}) as SettingsChange;
  for (const { path, what } of contradictions(settings)) issues.push({ where: document.locate(['settings', ...path]), what });
  const windows = (read.windows ?? []).map((value, index) => windowAt(value, index, document, issues));
  issues.push(...twice(windows.map(({ opens, closes, zone }) => `${opens ?? ''}-${closes ?? ''}${zone === undefined ? '' : ` ${zone}`}`), 'windows', document));
  for (const axisName of ['policies', 'growth', 'regions', 'seeds'] as const) issues.push(...twice(read[axisName] ?? [], axisName, document));
  if (issues.length > 0) throw new UserError(EXIT.config, issues);
  return {
    history: read.history ?? null, policies: read.policies ?? null, baseline: read.baseline ?? null,
    windows, growth: read.growth ?? [], regions: read.regions ?? [], seeds: read.seeds ?? [],
    settings, runsMax: read.runsMax ?? RUNS_MAX,
  };
}

function windowAt(value: unknown, index: number, document: UserDocument, issues: Issue[]): Partial<WindowSettings> {
  const where = document.locate(['windows', index]);
  const result = typeof value === 'string' ? windowText.safeParse(value) : windowGroup.safeParse(value);
  if (!result.success) {
    const [first] = result.error.issues;
    const what = first.code === 'custom' ? first.message : 'must be a window such as "22:00-05:00", or a group of opens, closes and zone';
    issues.push({ where, what: `windows[${index}]${first.path.map((part) => `.${String(part)}`).join('')} ${what}, got ${JSON.stringify(value)}` });
    return {};
  }
  const window = typeof result.data === 'string' ? (readWindow(result.data) ?? {}) : definedOnly(result.data);
  const fault = windowFault({ opens: '', closes: '', zone: 'UTC', ...window });
  if (fault !== null) issues.push({ where, what: `windows[${index}]: ${fault}` });
  return window;
}

function definedOnly({ opens, closes, zone }: { opens: string; closes: string; zone?: string | undefined }): Partial<WindowSettings> {
  return zone === undefined ? { opens, closes } : { opens, closes, zone };
}

function twice(values: readonly (string | number)[], axisName: string, document: UserDocument): Issue[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    return first === index ? [] : [{ where: document.locate([axisName, index]), what: `${axisName}[${index}] repeats ${axisName}[${first}] (${value}); keep one` }];
  });
}

/**
 * All combinations of windows, growth, regions and seeds, in that order, the last axis turning fastest.
 * @throws UserError (config) when they make more than `runsMax` runs with so many policies.
 */
export function scenariosOf(experiment: Experiment, policies: number): Scenario[] {
  const windows = experiment.windows.length === 0 ? [null] : experiment.windows;
  const growths = experiment.growth.length === 0 ? [1] : experiment.growth;
  const regions = experiment.regions.length === 0 ? [null] : experiment.regions;
  const seeds = experiment.seeds.length === 0 ? [null] : experiment.seeds;
  const runs = policies * windows.length * growths.length * regions.length * seeds.length;
  if (runs > experiment.runsMax) {
    refuse(EXIT.config, 'experiment', `${policies} policies x ${windows.length} windows x ${growths.length} growth x ${regions.length} regions x ${seeds.length} seeds are ${runs} runs, more than ${experiment.runsMax}; take values away or raise runsMax`);
  }
  return windows.flatMap((window) => growths.flatMap((growth) => regions.flatMap((region) => seeds.map((seed) => ({ window, growth, region, seed })))));
}
