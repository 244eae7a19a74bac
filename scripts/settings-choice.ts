// The settings of a run: defaults, then the configuration file, then the experiment, then the flags.

import { checked, contradictions, readConfig } from '../core/config/config.js';
import { settingsSchema } from '../core/config/config-schema.js';
import type { Path } from '../core/config/document.js';
import { EXIT, refuse, UserError } from '../core/errors.js';
import { readWindow } from '../core/config/experiment.js';
import { DEFAULTS, withSettings, type Settings, type SettingsChange } from '../core/settings.js';
import type { Args } from './args.js';
import { readUserFile } from './config/read-file.js';

/** Which flag sets the knob at a path. */
const FLAG_OF: ReadonlyMap<string, string> = new Map([
  ['window', '--window'], ['window.zone', '--zone'], ['region', '--region'], ['seed', '--seed'], ['billing.rule', '--billing-rule'],
  ['billing.reservedRcu', '--reserved-rcu'], ['billing.retentionNights', '--retention-nights'], ['quotas.accountRcu', '--account-rcu-quota'],
]);

/**
 * @param experiment the settings of an experiment, which stand above the configuration file
 * @throws UserError: config for values that cannot be, usage for flags that are no numbers
 */
export async function settingsOf(args: Args, experiment: SettingsChange = {}): Promise<Settings> {
  return (await settingsGiven(args, experiment)).settings;
}

/** The settings, and the region that the configuration or a flag names, null where only the default does. @throws as settingsOf */
export async function settingsGiven(args: Args, experiment: SettingsChange = {}): Promise<GivenSettings> {
  const configPath = args.text('config');
  const config = configPath === undefined ? {} : readConfig(await readUserFile(configPath, 'config'), configPath);
  return settingsFrom([config, experiment, flagSettings(args)]);
}

export interface GivenSettings {
  readonly settings: Settings;
  readonly region: string | null;
}

/** The settings of a configuration that was read already, with the flags above it. @throws as settingsOf */
export function settingsAbove(config: SettingsChange, args: Args): GivenSettings {
  return settingsFrom([config, flagSettings(args)]);
}

function settingsFrom(layers: readonly SettingsChange[]): GivenSettings {
  const settings = layers.reduce<Settings>(withSettings, DEFAULTS);
  // Each layer is sound alone; together they may still contradict each other.
  const issues = contradictions(settings).map(({ path, what }) => ({ where: placeOf(path), what }));
  if (issues.length > 0) throw new UserError(EXIT.config, issues);
  return { settings, region: layers.findLast(({ region }) => region !== undefined)?.region ?? null };
}

function flagSettings(args: Args): SettingsChange {
  const windowText = args.text('window');
  const window = windowText === undefined ? {} : windowParts(windowText);
  const billing = { rule: args.text('billing-rule'), reservedRcu: args.number('reserved-rcu'), retentionNights: args.number('retention-nights') };
  const value = definedOnly({
    window: definedOnly({ ...window, zone: args.text('zone') }),
    region: args.text('region'),
    seed: args.number('seed'),
    billing: definedOnly(billing),
    quotas: definedOnly({ accountRcu: args.number('account-rcu-quota') }),
  });
  return checked(settingsSchema, { value, locate: placeOf, locateKey: placeOf }) as SettingsChange;
}

/** The two times, not checked yet: the schema names the one that is wrong. */
function windowParts(text: string): { opens: string; closes: string } {
  const read = readWindow(text);
  if (read !== null) return read;
  const parts = text.split('-');
  if (parts.length !== 2) refuse(EXIT.config, '--window', `must be two times HH:MM such as 22:00-05:00, got "${text}"`);
  return { opens: parts[0], closes: parts[1] };
}

function definedOnly(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function placeOf(path: Path): string {
  return FLAG_OF.get(path.join('.')) ?? FLAG_OF.get(String(path[0])) ?? 'settings';
}
