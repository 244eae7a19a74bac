// From flags and an experiment's file to the list of runs.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { growthSchema } from '../core/config/config-schema.js';
import { readDocument } from '../core/config/document.js';
import { EXIT, refuse } from '../core/errors.js';
import { readExperiment, scenariosOf, type Experiment, type Scenario } from '../core/config/experiment.js';
import { POLICIES } from '../core/policies/index.js';
import { priceBook } from '../core/money/price-books.js';
import { readPriceBook } from '../core/money/prices-read.js';
import type { PriceBook } from '../core/money/prices.js';
import { withSettings, type Settings } from '../core/settings.js';
import { didYouMean } from '../core/config/suggest.js';
import type { Args } from './args.js';
import { readUserFile } from './config/read-file.js';
import { plainRecipe, policyOf } from './policy-choice.js';
import { LEDGER_CHOICES, type PolicyRecipe, type RunRequest, type SimulateRequest } from './request.js';
import { settingsOf } from './settings-choice.js';
import { isModulePath } from './user-pack.js';

/** The baseline of every ranking unless another is named. */
export const BASELINE = 'hippolyte-classic';
/** Parts that are tried without naming a policy are tried in this one. */
const TRIAL_BASE = 'hippolyte-corrected';
const WORKERS_MAX = 64;

const NO_AXES: Experiment = {
  history: null, policies: null, baseline: null, windows: [], growth: [], regions: [], seeds: [], settings: {}, runsMax: 1000,
};

/** Reads everything that the flags name but the history. @throws UserError */
export async function requestOf(args: Args): Promise<SimulateRequest> {
  const file = args.text('experiment');
  const experiment = narrowed(file === undefined ? NO_AXES : readExperiment(await readUserFile(file, 'experiment'), file), args);
  const prices = await pricesOf(args);
  const settings = await settingsOf(args, experiment.settings);
  const historyDir = args.text('history') ?? (experiment.history !== null && file !== undefined ? resolve(dirname(file), experiment.history) : undefined);
  if (historyDir === undefined) refuse(EXIT.usage, '--history', 'is required: the folder with tables.csv and traffic.csv; hippolyte synth makes one');
  if (!existsSync(historyDir)) refuse(EXIT.data, historyDir, 'history folder not found; hippolyte synth --out DIR makes one');
  const recipes = recipesOf(args, experiment);
  const baseline = args.text('baseline') ?? experiment.baseline ?? BASELINE;
  if (args.text('baseline') !== undefined) refuseUnknownBaseline(baseline);
  const all = recipes.some((recipe) => recipeName(recipe) === baseline) ? recipes : [plainRecipe(baseline), ...recipes];
  refuseWithoutOut(args);
  return {
    historyDir,
    runs: await runsOf(all, baseline, experiment, settings, prices, file === undefined ? EXIT.usage : EXIT.config),
    nights: args.nights('nights') ?? null,
    outDir: args.text('out') ?? null,
    ledgers: args.oneOf('ledgers', LEDGER_CHOICES) ?? null,
    workers: args.integer('workers', 1, WORKERS_MAX) ?? Math.min(WORKERS_MAX, availableParallelism()),
    prices,
  };
}

function refuseUnknownBaseline(baseline: string): void {
  const names = POLICIES.map(({ name }) => name);
  if (!names.includes(baseline)) refuse(EXIT.usage, '--baseline', `unknown policy "${baseline}"${didYouMean(baseline, names)}`);
}

function refuseWithoutOut(args: Args): void {
  if (args.text('out') !== undefined) return;
  for (const [name, given] of [['ledgers', args.text('ledgers') !== undefined], ['force', args.on('force')]] as const) {
    if (given) refuse(EXIT.usage, `--${name}`, 'means nothing without --out: add --out DIR, or leave it out');
  }
}

/** A flag that names one value of an axis replaces the axis. */
function narrowed(experiment: Experiment, args: Args): Experiment {
  const growth = args.number('growth');
  if (growth !== undefined && !growthSchema.safeParse(growth).success) refuse(EXIT.config, '--growth', `must be a number from 0.01 to 1000 (a factor), got ${growth}`);
  return {
    ...experiment,
    growth: growth === undefined ? experiment.growth : [growth],
    windows: args.text('window') === undefined ? experiment.windows : [],
    regions: args.text('region') === undefined ? experiment.regions : [],
    seeds: args.text('seed') === undefined ? experiment.seeds : [],
  };
}

/** A user's price file (JSON, or YAML). @throws UserError (config) */
export async function pricesOf(args: Args): Promise<PriceBook | null> {
  const path = args.text('prices');
  return path === undefined ? null : readPriceBook(readDocument(await readUserFile(path, 'price file'), path).value, path);
}

/** Each policy as it is and, where parts are named by flags, once more with these. */
function recipesOf(args: Args, experiment: Experiment): PolicyRecipe[] {
  const pack = args.text('pack');
  const parts = {
    engine: args.text('engine') ?? null,
    pack: pack === undefined ? null : isModulePath(pack) ? { module: resolve(pack) } : pack,
    scale: args.text('scale') ?? null,
    timing: args.text('timing') ?? null,
  };
  const tries = Object.values(parts).some((part) => part !== null);
  const names = args.list('policy') ?? experiment.policies ?? (tries ? [TRIAL_BASE] : POLICIES.map(({ name }) => name));
  const plain = names.map(plainRecipe);
  return tries ? [...plain, ...names.map((policy) => ({ policy, ...parts }))] : plain;
}

function recipeName(recipe: PolicyRecipe): string | null {
  return recipe.engine === null && recipe.pack === null && recipe.scale === null && recipe.timing === null ? recipe.policy : null;
}

async function runsOf(
  recipes: readonly PolicyRecipe[], baseline: string, experiment: Experiment, settings: Settings, prices: PriceBook | null, exitCode: number,
): Promise<RunRequest[]> {
  const policies = await Promise.all(recipes.map((recipe) => policyOf(recipe, exitCode)));
  const scenarios = scenariosOf(experiment, policies.length);
  if (prices !== null && !scenarios.some((scenario) => settingsIn(scenario, settings).region === prices.region)) {
    refuse(EXIT.config, '--prices', `holds prices of ${prices.region}, where nothing is simulated; add --region ${prices.region}, or leave it out`);
  }
  return scenarios.flatMap((scenario, index) => {
    const here = settingsIn(scenario, settings);
    if (prices?.region !== here.region) priceBook(here.region); // refuses a region without prices before any work
    return policies.map((policy, i) => ({
      id: [policy.name, ...suffixes(scenario, experiment)].join('.'),
      policy, recipe: recipes[i], settings: here, growth: scenario.growth,
      baseline: index === 0 && recipeName(recipes[i]) === baseline,
    }));
  });
}

function settingsIn({ window, region, seed }: Scenario, settings: Settings): Settings {
  return withSettings(settings, {
    ...(window === null ? {} : { window }),
    ...(region === null ? {} : { region }),
    ...(seed === null ? {} : { seed }),
  });
}

/** What tells the runs of an experiment apart: only the axes with several values. */
function suffixes({ window, growth, region, seed }: Scenario, experiment: Experiment): string[] {
  const windowName = window === null ? '' : `${window.opens ?? ''}-${window.closes ?? ''}-${window.zone ?? ''}`;
  return [
    experiment.windows.length > 1 ? windowName.replaceAll(':', '').replaceAll('/', '-').replace(/-$/, '') : '',
    experiment.growth.length > 1 ? `growth-${growth}` : '',
    experiment.regions.length > 1 ? (region ?? '') : '',
    experiment.seeds.length > 1 ? `seed-${seed ?? ''}` : '',
  ].filter((part) => part !== '');
}
