// The one list of all rules and named policies. A new rule is one file and one line here; help, contract tests, sweep,
// benchmark and report pick it up from these lists.

import { EXIT, refuse } from '../errors.js';
import { didYouMean } from '../config/suggest.js';
import type { EngineChoice, Pack, Policy, Scale, Timing } from '../policy.js';
import { cheapestEngine } from './engine/cheapest.js';
import { dataPipeline98Engine } from './engine/data-pipeline-98.js';
import { dataPipelineEngine } from './engine/data-pipeline.js';
import { emrEngine } from './engine/emr.js';
import { exportEngine } from './engine/export.js';
import { scanEngine } from './engine/scan.js';
import { bestFitDecreasing } from './pack/best-fit-decreasing.js';
import { firstFitDecreasing } from './pack/first-fit-decreasing.js';
import { lpt } from './pack/lpt.js';
import { nextFitAscending } from './pack/next-fit-ascending.js';
import { nextFitDecreasing } from './pack/next-fit-decreasing.js';
import { worstFit } from './pack/worst-fit.js';
import { headroomFirst } from './scale/headroom-first.js';
import { hippolyteScale } from './scale/hippolyte.js';
import { leastBoost } from './scale/least-boost.js';
import { leaveAlone } from './scale/leave-alone.js';
import { squareRoot, squareRootHalf } from './scale/square-root.js';
import { atOpen } from './timing/at-open.js';
import { hippolyteCron } from './timing/hippolyte-cron.js';
import { justInTimeTiming } from './timing/just-in-time.js';
import { wholeClockHours } from './timing/whole-clock-hours.js';

export const PACKS: readonly Pack[] = [nextFitAscending, nextFitDecreasing, firstFitDecreasing, bestFitDecreasing, worstFit, lpt];
export const SCALES: readonly Scale[] = [leaveAlone, hippolyteScale, leastBoost, headroomFirst, squareRoot, squareRootHalf];
export const TIMINGS: readonly Timing[] = [atOpen, justInTimeTiming, wholeClockHours, hippolyteCron];
export const ENGINE_CHOICES: readonly EngineChoice[] = [scanEngine, emrEngine, dataPipelineEngine, dataPipeline98Engine, exportEngine, cheapestEngine];

/** The parts of a policy. */
export interface Parts {
  readonly engine: EngineChoice;
  readonly pack: Pack;
  readonly scale: Scale;
  readonly timing: Timing;
}

/** A policy made of any four parts; its name joins theirs. */
export function combine(parts: Parts): Policy {
  const all = [parts.engine, parts.pack, parts.scale, parts.timing];
  return {
    ...parts,
    name: all.map((part) => part.name).join('+'),
    summary: `engine ${parts.engine.name}, pack ${parts.pack.name}, scale ${parts.scale.name}, timing ${parts.timing.name}`,
    source: all.map((part) => part.source).join('; '),
    classicFaults: false,
  };
}

function named(name: string, summary: string, engine: EngineChoice, pack: Pack, scale: Scale, timing: Timing): Policy {
  return { ...combine({ engine, pack, scale, timing }), name, summary };
}

export const POLICIES: readonly Policy[] = [
  {
    ...named('hippolyte-classic', 'the system of 2017 to the letter, faults included: the baseline', dataPipelineEngine, nextFitAscending, hippolyteScale, hippolyteCron),
    classicFaults: true,
  },
  {
    ...named('hippolyte-provisioned', 'the same with on-demand tables left out, without which it cannot plan a night', dataPipelineEngine, nextFitAscending, hippolyteScale, hippolyteCron),
    classicFaults: true,
    excludesOnDemand: true,
  },
  named('hippolyte-corrected', 'the design of 2017 with its faults mended', dataPipelineEngine, nextFitAscending, squareRootHalf, atOpen),
  named('native-export', 'export every table to S3', exportEngine, lpt, leaveAlone, atOpen),
  named('headroom-first', 'scan with what is idle, buy what is missing for whole clock hours', scanEngine, lpt, headroomFirst, wholeClockHours),
  named('cheapest', 'for each table the cheapest engine that fits', cheapestEngine, lpt, headroomFirst, wholeClockHours),
  named('as-is-scan', 'scan at half of the capacity found, raise nothing', scanEngine, lpt, leaveAlone, atOpen),
  named('scan-least-boost-at-open', 'scan at half of the capacity, raised for the whole night as far as the window needs', scanEngine, lpt, leastBoost, atOpen),
  named('scan-headroom-at-open', 'scan with what is idle, buy what is missing for the whole night', scanEngine, lpt, headroomFirst, atOpen),
  named('scan-just-in-time', 'scan at the rate that costs least, each table raised just before its copy', scanEngine, lpt, squareRoot, justInTimeTiming),
  named('emr-first-fit', 'EMR clusters, first-fit decreasing, cheapest rate, raises for the whole night', emrEngine, firstFitDecreasing, squareRoot, atOpen),
  named('emr-lpt-just-in-time', 'EMR clusters, longest first, cheapest rate, each table raised just before its copy', emrEngine, lpt, squareRoot, justInTimeTiming),
  named('emr-whole-hours', 'EMR clusters, longest first, cheapest rate, raises within whole clock hours', emrEngine, lpt, squareRoot, wholeClockHours),
  named('emr-as-is', 'EMR clusters at half of the capacity found, best-fit decreasing, raise nothing', emrEngine, bestFitDecreasing, leaveAlone, atOpen),
  named('pipeline-98-objects', 'Data Pipeline with 98 tables a pipeline, longest first, cheapest rate', dataPipeline98Engine, lpt, squareRoot, atOpen),
];

/** The policy of that name, or a mistake of the user. Throws UserError with exit code 64. */
export function findPolicy(name: string, where = '--policy'): Policy {
  const found = POLICIES.find((policy) => policy.name === name);
  return found ?? refuse(EXIT.usage, where, `unknown policy "${name}"${didYouMean(name, POLICIES.map((policy) => policy.name))}`);
}
