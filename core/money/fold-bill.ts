// The bill of a night: what was seen (fold-ledger.ts), priced (bill.ts), and told by kind and by table.

import { billedBytes, machineSeconds, putRequests, ratesOf, type Rates } from './bill.js';
import { CapacityBill } from '../results/fold-capacity.js';
import { COPY, type LedgerColumns } from '../results/fold-ledger.js';
import { MachineHours } from '../planning/machine-hours.js';
import { ENGINE, type Machines, type Plan } from '../plan.js';
import type { PriceBook, Unpriced } from './prices.js';
import { BILLING_RULES, type Settings } from '../settings.js';
import { TABLE_STATE, type Cost } from '../results/summary.js';
import type { Survey } from '../table.js';
import { TABLE_FLAG, tableColumns, type TableColumns } from '../table-columns.js';
import type { At, Usd } from '../units.js';
import { UnpricedList, type Usage } from './unpriced.js';

/** The part of the fold's columns that the bill reads. */
interface Settled {
  readonly state: Uint8Array;
  readonly seconds: Float64Array;
}

const RULES = BILLING_RULES.length;

export class NightBill {
  readonly usd: Float64Array;
  /** By the number of the billing rule. */
  readonly nightUsdByRule = new Float64Array(RULES);
  readonly totalUsdByRule = new Float64Array(RULES);
  readonly #rates: Rates;
  readonly #settings: Settings;
  readonly #columns: LedgerColumns;
  readonly #machines: MachineHours;
  readonly #unpriced: UnpricedList;
  readonly #capacity: CapacityBill;
  /** Position of the chosen billing rule. */
  readonly #rule: number;
  readonly #addMachines = (machine: Machines, hours: number): void => this.#unpriced.addMachines(machine, hours);
  #nights = 0;

  constructor(tables: number, settings: Settings, book: PriceBook, columns: LedgerColumns) {
    this.usd = new Float64Array(tables);
    this.#settings = settings;
    this.#columns = columns;
    this.#rates = ratesOf(book, settings);
    this.#machines = new MachineHours(book);
    this.#unpriced = new UnpricedList(book, settings);
    this.#capacity = new CapacityBill(tables, settings, this.#rates, columns, this.usd);
    this.#rule = BILLING_RULES.indexOf(settings.billing.rule);
  }

  unpriced(): Unpriced[] {
    return this.#unpriced.list(this.#nights);
  }

  /** Prices the night that the columns hold. Fills `usd`, `nightUsdByRule`; adds to `totalUsdByRule`. */
  night(plan: Plan, survey: Survey, settled: Settled, horizonAt: At): { costUsd: Cost; boostedRcuHours: number } {
    const { tables } = survey;
    const rates = this.#rates;
    const usage: Usage = {
      rcuHours: 0, rcuHoursIa: 0, requestUnits: 0, requestUnitsIa: 0, exportBytes: 0, pitrBytes: 0,
      copiedBytes: 0, puts: 0, tables: tables.length, activities: 0,
    };
    this.usd.fill(0, 0, tables.length);
    const engine = this.#lanes(plan, settled, tables.length, usage);
    const capacityByRule = this.#capacity.night(survey, horizonAt, usage);
    this.#tables(plan, tableColumns(tables), settled, usage);
    const publishEach = rates.publish / tables.length;
    for (let i = 0; i < tables.length; i++) this.usd[i] += publishEach;
    const onDemand = usage.requestUnits * rates.requestUnit + usage.requestUnitsIa * rates.requestUnitIa;
    const parts = {
      readCapacity: capacityByRule[this.#rule] + onDemand,
      engine,
      export: usage.exportBytes * rates.exportByte + usage.pitrBytes * rates.pitrByte,
      storage: usage.copiedBytes * rates.keptByte,
      requests: usage.puts * rates.put,
      other: tables.length * rates.metrics + rates.publish + usage.activities * rates.activity,
    };
    const total = parts.readCapacity + parts.engine + parts.export + parts.storage + parts.requests + parts.other;
    for (let r = 0; r < RULES; r++) {
      this.nightUsdByRule[r] = total - capacityByRule[this.#rule] + capacityByRule[r];
      this.totalUsdByRule[r] += this.nightUsdByRule[r];
    }
    this.#nights++;
    this.#unpriced.addNight(usage);
    this.#machines.report(this.#addMachines);
    return { costUsd: { total, ...parts }, boostedRcuHours: this.#capacity.boostedRcuHours };
  }

  /** Machines of each lane, charged to its tables by their seconds of copying; activities evenly. Returns what the machines cost. */
  #lanes(plan: Plan, { seconds }: Settled, tables: number, usage: Usage): Usd {
    let total = 0;
    for (let l = 0; l < plan.lanes.length; l++) {
      const ran = this.#columns.laneSeconds[l];
      if (ran !== ran) continue;
      const lane = plan.lanes[l];
      const usd = this.#machines.add(lane.machines, machineSeconds(ran));
      const fee = lane.activities * this.#rates.activity;
      total += usd;
      usage.activities += lane.activities;
      if (usd + fee === 0) continue;
      const mine = lane.tables;
      let copying = 0;
      for (let k = 0; k < mine.length; k++) {
        const s = seconds[mine[k]];
        if (s === s) copying += s;
      }
      const evenly = (fee + (copying > 0 ? 0 : usd)) / (mine.length > 0 ? mine.length : tables);
      const perSecond = copying > 0 ? usd / copying : 0;
      if (mine.length === 0) for (let i = 0; i < tables; i++) this.usd[i] += evenly;
      for (let k = 0; k < mine.length; k++) {
        const s = seconds[mine[k]];
        this.usd[mine[k]] += evenly + (s === s ? s * perSecond : 0);
      }
    }
    return total;
  }

  /** Everything that is told by the table alone: on-demand units, export, PITR, storage, requests, metrics. */
  #tables(plan: Plan, { sizeBytes: sizes, itemCount, flags }: TableColumns, { state }: Settled, usage: Usage): void {
    const { copy, units } = this.#columns;
    const { engine } = plan.columns;
    const rates = this.#rates;
    const { compressionRatio } = this.#settings.billing;
    const { sizeTruth } = this.#settings.reading;
    for (let i = 0; i < sizes.length; i++) {
      const sizeBytes = sizes[i] * sizeTruth;
      const infrequentAccess = (flags[i] & TABLE_FLAG.infrequentAccess) !== 0;
      let usd = rates.metrics;
      if ((flags[i] & TABLE_FLAG.onDemand) !== 0 && units[i] > 0) {
        if (infrequentAccess) usage.requestUnitsIa += units[i];
        else usage.requestUnits += units[i];
        usd += units[i] * (infrequentAccess ? rates.requestUnitIa : rates.requestUnit);
      }
      const exported = engine[i] === ENGINE.export;
      // An export that has begun cannot be called back and is billed; one that failed is not.
      if (exported && copy[i] !== COPY.none && copy[i] !== COPY.failed) {
        const bytes = billedBytes(sizeBytes, itemCount[i]);
        usage.exportBytes += bytes;
        usd += bytes * rates.exportByte;
        // Where point-in-time recovery is on already, or not recorded and assumed on, the owner pays it anyway.
        if ((flags[i] & TABLE_FLAG.pitrOff) !== 0) {
          usage.pitrBytes += bytes;
          usd += bytes * rates.pitrByte;
        }
      }
      if (state[i] === TABLE_STATE.ok || state[i] === TABLE_STATE.late) {
        const puts = putRequests(exported, sizeBytes, itemCount[i], compressionRatio);
        usage.puts += puts;
        usage.copiedBytes += sizeBytes;
        usd += puts * rates.put + sizeBytes * rates.keptByte;
      }
      this.usd[i] += usd;
    }
  }
}
