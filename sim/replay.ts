// One policy in one setting, replayed through the nights of a history: plan, run, fold; what a night leaves behind
// (capacity that nobody reverted) is the next night's start.

import { NightFold } from '../core/results/fold.js';
import { dateDay } from '../core/history/history-text.js';
import { ENTRY, type Ledger, MemoryLedger } from '../core/ledger.js';
import { BackupNight } from '../core/night.js';
import type { Plan } from '../core/plan.js';
import { makePlan, PlannerScratch } from '../core/planning/planner.js';
import type { Policy } from '../core/policy.js';
import type { PriceBook } from '../core/money/prices.js';
import { runNow } from '../core/run.js';
import type { Settings } from '../core/settings.js';
import type { NightSummary } from '../core/results/summary.js';
import type { Survey, Table } from '../core/table.js';
import { Records } from '../core/world.js';
import type { History } from '../core/history/history.js';
import { SimCloud } from './cloud.js';
import type { PreparedNight } from './nights.js';

/** Share of the account's control-plane operations that the night takes for itself; the rest is the account's own. */
const UPDATES_SHARE = 0.9;

/** Valid, with the columns of the fold, until the next night is replayed. */
export interface NightNumbers {
  readonly survey: Survey;
  readonly plan: Plan;
  readonly summary: NightSummary;
}

export interface ReplayedNight extends NightNumbers {
  readonly ledger: MemoryLedger;
}

export class RunReplay {
  readonly policy: Policy;
  readonly fold: NightFold;
  readonly #settings: Settings;
  readonly #book: PriceBook;
  readonly #history: History;
  readonly #growth: number;
  readonly #cloud: SimCloud;
  readonly #brain = new BackupNight();
  readonly #ledger = new MemoryLedger();
  readonly #sights = new Records();
  readonly #scratch = new PlannerScratch();
  /** Capacity left raised by an earlier night, by table of the history; NaN where nothing was. */
  readonly #leftRcu: Float64Array;
  /** What the owner had set when it was left behind. */
  readonly #leftOwnRcu: Float64Array;
  #left = 0;
  /** Warm throughput that a raise of an earlier night has left, by table of the history; 0 where none has. */
  readonly #warmRcu: Float64Array;
  #warmed = false;

  /** @param settings with the account quota resolved (not 0) */
  constructor(history: History, policy: Policy, settings: Settings, growth: number, book: PriceBook) {
    this.policy = policy;
    this.#history = history;
    this.#settings = settings;
    this.#growth = growth;
    this.#book = book;
    this.#cloud = new SimCloud(history.tables.length, settings, settings.seed, history.tables);
    this.fold = new NightFold(history.tables.length, settings, book);
    this.#leftRcu = new Float64Array(history.tables.length).fill(NaN);
    this.#leftOwnRcu = new Float64Array(history.tables.length);
    this.#warmRcu = new Float64Array(history.tables.length);
  }

  /** Replays a night and keeps its ledger. */
  night(prepared: PreparedNight): ReplayedNight {
    const ledger = this.#ledger;
    ledger.clear();
    const { survey, plan } = this.#begin(prepared);
    this.#run(prepared, survey, plan, ledger);
    const summary = this.fold.fold(plan, ledger, survey, prepared.horizonAt);
    return { survey, plan, ledger, summary };
  }

  /** The same night without keeping its ledger: its entries are folded as they are written. */
  numbers(prepared: PreparedNight): NightNumbers {
    const { survey, plan } = this.#begin(prepared);
    this.#run(prepared, survey, plan, this.fold.open(plan, survey));
    return { survey, plan, summary: this.fold.close(plan, survey, prepared.horizonAt) };
  }

  #begin(prepared: PreparedNight): { survey: Survey; plan: Plan } {
    const survey = this.#left > 0 || this.#warmed ? this.#withLeftovers(prepared) : prepared.survey;
    return { survey, plan: makePlan(survey, this.policy, this.#settings, this.#book, this.#scratch) };
  }

  /** The night itself, and what it leaves behind. */
  #run(prepared: PreparedNight, survey: Survey, plan: Plan, ledger: Ledger): void {
    const settings = this.#settings;
    this.#cloud.open({
      survey,
      plan,
      traffic: this.#history.traffic,
      trafficOf: prepared.trafficOf,
      peakRcu: prepared.peakRcu,
      trafficScale: this.#growth,
      nightNumber: dateDay(survey.window.night), // not its position: leaving out a night moves no other night's luck
      accountRcuQuota: settings.quotas.accountRcu,
    });
    this.#brain.open(plan, {
      retrySeconds: settings.control.lookSeconds,
      updatesMax: Math.floor(settings.quotas.controlPlaneOperations * UPDATES_SHARE),
    });
    runNow(this.#brain, ledger, survey.window.opensAt, this.#cloud);
    this.#aftermath(prepared.horizonAt, ledger);
    for (const index of this.#cloud.warmed) {
      this.#warmed = true;
      this.#warmRcu[prepared.trafficOf[index]] = this.#cloud.warmNow(index);
    }
    if (!plan.conduct.keepsLeases) this.#remember(survey, plan, prepared.trafficOf);
  }

  /** What still happens after the brain's night: autoscaling settles, pending changes come into force. */
  #aftermath(horizonAt: number, ledger: Ledger): void {
    const sights = this.#sights;
    sights.clear();
    this.#cloud.finish(horizonAt, sights);
    for (let i = 0; i < sights.length; i++) ledger.write(ENTRY.saw, sights.at[i], sights.kind[i], sights.subject[i], sights.value[i], 0);
  }

  /** A conduct that keeps no leases finds what it left behind as if the owner had set it. */
  #remember(survey: Survey, plan: Plan, trafficOf: Int32Array): void {
    const { boostAt, toRcu } = plan.columns;
    this.#left = 0;
    this.#leftRcu.fill(NaN);
    for (const { index, ownRcu, onDemand } of survey.tables) {
      if (onDemand) continue;
      const now = this.#cloud.capacityNow(index);
      const raisedTonight = boostAt[index] === boostAt[index] && now === toRcu[index];
      if (now === ownRcu || !(raisedTonight || survey.tables[index].rcu === now)) continue;
      this.#leftRcu[trafficOf[index]] = now;
      this.#leftOwnRcu[trafficOf[index]] = ownRcu;
      this.#left++;
    }
  }

  /** The survey with what earlier nights left behind: raised capacity (as such a conduct finds it), and warm throughput. Where the owner has set another capacity since, that is what is found. */
  #withLeftovers(prepared: PreparedNight): Survey {
    const { survey, trafficOf } = prepared;
    const tables = survey.tables.slice();
    for (let i = 0; i < tables.length; i++) {
      const left = this.#leftRcu[trafficOf[i]];
      const warm = this.#warmRcu[trafficOf[i]];
      if (left !== left && warm === 0) continue;
      const table: Table = tables[i];
      const isLeft = left === left && !table.onDemand && table.ownRcu === this.#leftOwnRcu[trafficOf[i]];
      const rcu = isLeft ? left : table.rcu;
      const warmRcu = Math.max(rcu, table.warmRcu, warm);
      if (rcu !== table.rcu || warmRcu !== table.warmRcu) tables[i] = { ...table, rcu, warmRcu };
    }
    return { ...survey, tables };
  }
}
