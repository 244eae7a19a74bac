// The user's configuration: text in, a change to the settings out, or every mistake at once with its place.

import type { z } from 'zod';
import { windowFault } from '../calendar.js';
import { configSchema } from './config-schema.js';
import { readDocument, show, type Path, type UserDocument } from './document.js';
import { EXIT, UserError, type Issue } from '../errors.js';
import { liveContradictions } from './live-rules.js';
import type { LiveChange } from './live-settings.js';
import { DEFAULTS, withSettings, type SettingsChange } from '../settings.js';
import { didYouMean } from './suggest.js';

/** What a configuration says: any part of the settings, and of those of the live night. */
export interface Config {
  readonly settings: SettingsChange;
  readonly live: LiveChange;
}

/**
 * Reads a configuration (YAML, or JSON where the name ends in .json): any part of Settings, and the group `live`.
 * @param where the name of the file, for messages
 * @throws UserError (config) with all issues: path, line and column, what was found, what was expected
 */
export function readWholeConfig(text: string, where: string): Config {
  const document = readDocument(text, where);
  const { live = {}, ...settings } = checked(configSchema, document) as SettingsChange & { live?: LiveChange };
  const faults = [...contradictions(settings), ...liveContradictions(live).map(({ path, what }) => ({ path: ['live', ...path], what }))];
  const issues = faults.map(({ path, what }) => ({ where: document.locate(path), what }));
  if (issues.length > 0) throw new UserError(EXIT.config, issues);
  return { settings, live };
}

/** The settings of a configuration; what it says of the live night is checked and left aside. @throws as readWholeConfig */
export function readConfig(text: string, where: string): SettingsChange {
  return readWholeConfig(text, where).settings;
}

/** The value of a document in the shape of a schema. @throws UserError (config) with all issues. */
export function checked<T>(schema: z.ZodType<T>, document: UserDocument): T {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => describe(issue, schema, document));
  throw new UserError(EXIT.config, issues.slice(0, 50), Math.max(0, issues.length - 50));
}

/** What the values say together that they may not say, given the defaults for what is left out. */
export function contradictions(change: SettingsChange): { path: Path; what: string }[] {
  const settings = withSettings(DEFAULTS, change);
  const found: { path: Path; what: string }[] = [];
  const fault = windowFault(settings.window);
  if (fault !== null) found.push({ path: ['window'], what: fault });
  const { medianSeconds, p95Seconds } = settings.updateTable;
  if (p95Seconds < medianSeconds) {
    found.push({ path: ['updateTable', 'p95Seconds'], what: `updateTable.p95Seconds must not be below medianSeconds ${medianSeconds}, got ${p95Seconds}` });
  }
  return found;
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodType, document: UserDocument): Issue[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ where: document.locateKey([...path, key]), what: `unknown key ${show([...path, key])}${didYouMean(key, known, 24)}` }));
  }
  const got = shown(valueAt(document.value, path));
  const expected = issue.code === 'invalid_type' ? `must be ${kind(issue.expected)}` : issue.message;
  // A sentence of its own may quote what it found already.
  return [{ where: document.locate(path), what: `${show(path)} ${expected}${expected.includes(', got "') ? '' : `, got ${got}`}` }];
}

function kind(expected: string): string {
  if (expected === 'object') return 'a group of keys';
  return expected === 'array' ? 'a list' : `a ${expected}`;
}

function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: unknown = schema;
  for (const part of ['', ...path]) {
    if (part !== '') at = (at as { shape?: Record<string, unknown> }).shape?.[String(part)];
    while (typeof (at as { unwrap?: unknown } | undefined)?.unwrap === 'function') at = (at as { unwrap(): unknown }).unwrap();
  }
  return Object.keys((at as { shape?: object } | undefined)?.shape ?? {});
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((at, part) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[String(part)] : undefined), value);
}

/** A value for a message: JSON, short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  const text = (JSON.stringify(value) as string | undefined) ?? typeof value;
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
