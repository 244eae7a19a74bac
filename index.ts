// The public face, in the order of the flow: history, policy, plan, run, ledger, summary. Importing it loads no AWS
// client and no DOM; the report is drawn by `hippolyte report`, histories are read by `hippolyte simulate`.

export type { Gap, History, NightColumns, TrafficColumns } from './core/history/history.js';
export { DEFAULTS, withSettings, type Settings, type SettingsChange, type WindowSettings } from './core/settings.js';
export { readConfig } from './core/config/config.js';
export { readExperiment, scenariosOf, type Experiment, type Scenario } from './core/config/experiment.js';
export { localTime, windowsOf, windowWarnings } from './core/calendar.js';
export { EXIT, UserError, type Issue } from './core/errors.js';

export type { Autoscaling, Survey, Table, Window } from './core/table.js';
export type { EngineChoice, Pack, PackLimits, Pace, Policy, Scale, Timing } from './core/policy.js';
export { combine, ENGINE_CHOICES, findPolicy, PACKS, POLICIES, SCALES, TIMINGS } from './core/policies/index.js';

export { bundledRegions, priceBook } from './core/money/price-books.js';
export { readPriceBook } from './core/money/prices-read.js';
export type { Price, PriceBook, Unpriced } from './core/money/prices.js';

export type { Lane, Plan } from './core/plan.js';
export { makePlan } from './core/planning/planner.js';
export { planDocument, type PlanDocument } from './core/plan-document.js';
export { explainTable } from './core/planning/explain.js';

export { MOVES, OUTCOMES, Records, SIGHTS, type World } from './core/world.js';
export { nightLoop, runNow, type Brain } from './core/run.js';
export { BackupNight } from './core/night.js';
export { SimCloud } from './sim/cloud.js';
export { HistoryNights } from './sim/nights.js';
export { RunReplay, type NightNumbers, type ReplayedNight } from './sim/replay.js';
export { synth, type SynthOptions } from './sim/synth.js';

export { entryDocument, MemoryLedger, type EntryDocument } from './core/ledger.js';
export { NightFold } from './core/results/fold.js';
export { rankRuns, winnerOf } from './core/results/ranking.js';
export type { Cost, NightSummary, OutputDocument, RunDocument, TableSummary } from './core/results/summary.js';
