// hippolyte collect: the tables of a live account and their traffic, as tonight's rows of a history.

import { EXIT, refuse } from '../../core/errors.js';
import type { LiveSettings } from '../../core/config/live-settings.js';
import type { Settings } from '../../core/settings.js';
import type { Args } from '../args.js';
import type { Command } from '../command.js';
import { CONFIG_FILE } from '../live/live-flags.js';
import { SETTINGS_FLAGS } from '../settings-flags.js';
import { inert, progressText, type Terminal } from '../terminal.js';

const PERIODS = ['60', '300', '3600'] as const;
const DAYS = 14;
/** Knobs of the settings that mean something here. */
const KNOBS = ['window', 'zone', 'region'];

export const collectCommand: Command = {
  name: 'collect',
  summary: "record tonight's tables and traffic of an AWS account in a history; changes nothing in AWS",
  positionals: [],
  flags: [
    { name: 'out', kind: 'text', value: 'DIR', what: 'folder of the history, live.history when left out; made where it is missing, continued where it is there' },
    { name: 'include', kind: 'text', value: "'A*,B'", what: 'only tables that fit one of these patterns (* any text, ? one character)' },
    { name: 'exclude', kind: 'text', value: "'*-C'", what: 'no tables that fit one of these patterns' },
    { name: 'days', kind: 'text', value: 'N', what: `days of traffic up to tonight: ${DAYS}` },
    { name: 'period', kind: 'text', value: 'SECONDS', what: 'finest period to ask for: 60, 300 or 3600' },
    { name: 'night', kind: 'text', value: 'YYYY-MM-DD', what: 'night of the rows: the one whose window is open, or opens next' },
    { name: 'allow-empty', kind: 'switch', what: 'no table at all is no mistake' },
    { name: 'dry-run', kind: 'switch', what: 'say what would be recorded and what it costs; ask for no traffic, write nothing' },
    { name: 'json', kind: 'switch', what: 'print one JSON document instead of lines' },
    { name: 'config', kind: 'text', value: 'FILE', what: `window, zone, region and live.history: ${CONFIG_FILE}, where it is there` },
    ...SETTINGS_FLAGS.filter(({ name }) => KNOBS.includes(name)),
  ],
  examples: [
    ['hippolyte collect', 'by hippolyte.yaml of this folder, once a night'],
    ['hippolyte collect --out history', 'all tables of the region of your AWS profile, once a night from cron'],
    ["hippolyte collect --out history --include 'orders*,users' --exclude '*-staging' --region eu-west-1", 'some tables'],
    ['hippolyte collect --out history --dry-run', 'which tables, and what the metrics cost'],
  ],
  run,
};

async function run(args: Args, terminal: Terminal): Promise<number> {
  const { globFault } = await import('../../core/config/selection.js');
  const { collect, DAYS_MAX } = await import('../collect/collect.js');
  const { collectedText, costText } = await import('../collect/text.js');
  const globs = (name: string): string[] => {
    const patterns = args.list(name) ?? [];
    for (const pattern of patterns) {
      const fault = globFault(pattern);
      if (fault !== null) refuse(EXIT.usage, `--${name}`, fault);
    }
    return patterns;
  };
  const { settings, region, live } = await givenOf(args);
  const outDir = args.text('out') ?? live?.history ?? args.required('out', 'history; live.history of hippolyte.yaml says it, too');
  const request = {
    outDir, region, window: settings.window, night: args.night('night') ?? null, include: globs('include'), exclude: globs('exclude'),
    days: args.integer('days', 1, DAYS_MAX) ?? DAYS, finestSeconds: Number(args.oneOf('period', PERIODS) ?? PERIODS[0]),
    allowEmpty: args.on('allow-empty'), dryRun: args.on('dry-run'),
    client: { learn: (secret: string): void => terminal.redactor.learn(secret), ...(live === null ? {} : { endpointsAllowed: live.endpointsAllowed }) },
  };
  const collected = await collect(request, Date.now() / 1000, {
    progress: (doing, done, total) => terminal.progress(progressText(doing, done, total, 0)),
    cost: (metrics, usd, calls) => terminal.say(`CloudWatch: ${costText(metrics, usd)}, in ${calls} calls`),
  });
  for (const warning of collected.warnings) terminal.say(`warning: ${inert(warning)}`);
  terminal.out(args.on('json') ? `${JSON.stringify(collected)}\n` : collectedText(collected));
  return collected.skipped.some(({ unexpected }) => unexpected) ? EXIT.partial : EXIT.ok;
}

/** By the configuration that is named, or the one of the folder; where there is none, by the flags alone. */
async function givenOf(args: Args): Promise<{ settings: Settings; region: string | null; live: LiveSettings | null }> {
  const { existsSync } = await import('node:fs');
  if (args.text('config') !== undefined || existsSync(CONFIG_FILE)) return (await import('../live/live-config.js')).liveConfigOf(args);
  return { ...(await (await import('../settings-choice.js')).settingsGiven(args)), live: null };
}
