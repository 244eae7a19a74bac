import test from 'ava';
import { EXIT, UserError } from '../errors.js';
import { readExperiment, readWindow, scenariosOf } from './experiment.js';

function fault(text: string): string {
  return (readThrows(() => readExperiment(text, 'e.yaml')) ?? { message: 'accepted' }).message;
}

function readThrows(read: () => unknown): UserError | null {
  try {
    read();
  } catch (error) {
    if (error instanceof UserError && error.exitCode === EXIT.config) return error;
    throw error;
  }
  return null;
}

const FULL = `
history: history
policies: [hippolyte-classic, cheapest]
baseline: hippolyte-classic
windows:
  - 00:00-07:00
  - { opens: "22:00", closes: "04:00", zone: Europe/Warsaw }
growth: [1, 1.5]
regions: [us-east-1, eu-west-1]
seeds: [1, 2, 3]
settings:
  scan: { launchSeconds: 0 }
`;

test('an experiment is every combination of its axes, in a fixed order', (t) => {
  const experiment = readExperiment(FULL, 'e.yaml');
  const scenarios = scenariosOf(experiment, 2);
  t.is(scenarios.length, 2 * 2 * 2 * 3);
  t.deepEqual(scenarios[0], { window: { opens: '00:00', closes: '07:00' }, growth: 1, region: 'us-east-1', seed: 1 });
  t.deepEqual(scenarios[1], { ...scenarios[0], seed: 2 });
  t.deepEqual(scenarios[23], { window: { opens: '22:00', closes: '04:00', zone: 'Europe/Warsaw' }, growth: 1.5, region: 'eu-west-1', seed: 3 });
  t.deepEqual(experiment.settings, { scan: { launchSeconds: 0 } });
});

test('an axis that is left out has the value of the settings', (t) => {
  t.deepEqual(scenariosOf(readExperiment('policies: [cheapest]', 'e.yaml'), 1), [{ window: null, growth: 1, region: null, seed: null }]);
});

test('more than a thousand runs are refused unless the limit is raised', (t) => {
  const seeds = `seeds: [${Array.from({ length: 501 }, (_, i) => i).join(', ')}]`;
  const message = readThrows(() => scenariosOf(readExperiment(seeds, 'e.yaml'), 2))?.message;
  t.is(message, 'experiment: 2 policies x 1 windows x 1 growth x 1 regions x 501 seeds are 1002 runs, more than 1000; take values away or raise runsMax');
  t.is(scenariosOf(readExperiment(`${seeds}\nrunsMax: 1002`, 'e.yaml'), 2).length, 501);
});

test('mistakes are told with their place', (t) => {
  t.is(fault('polices: [a]'), 'e.yaml:1:1: unknown key polices; did you mean policies?');
  t.is(fault('seeds: []'), 'e.yaml:1:8: seeds must have at least one value, got []');
  t.is(fault('growth: [1, 0]'), 'e.yaml:1:13: growth[1] must be a number from 0.01 to 1000 (a factor), got 0');
  t.is(fault('regions: [us-east-1, us-east-1]'), 'e.yaml:1:22: regions[1] repeats regions[0] (us-east-1); keep one');
  t.is(fault('windows: [noon]'), 'e.yaml:1:11: windows[0] must be a window such as "22:00-05:00", got "noon"');
  t.is(fault('windows: ["07:00-07:00"]'), 'e.yaml:1:11: windows[0]: window 07:00-07:00 has zero length: let it close at another time than it opens');
  t.is(fault('windows: [{ opens: "07:00" }]'), 'e.yaml:1:11: windows[0].closes must be a time HH:MM from 00:00 to 23:59, got {"opens":"07:00"}');
  t.regex(fault('settings: { scan: { launchSeconds: -1 } }'), /e\.yaml:1:36: settings\.scan\.launchSeconds must be a number from 0 to \d+ \(seconds\), got -1/);
});

test('a window is two times and a dash', (t) => {
  t.deepEqual(readWindow('23:00-06:00'), { opens: '23:00', closes: '06:00' });
  for (const text of ['', '23:00', '23:00-', '23:00-6:00', '23:00-06:00-07:00', '23:00–06:00']) t.is(readWindow(text), null, text);
});
