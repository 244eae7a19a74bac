// What a bill needed and could not price: meters that the book does not know, and what was left out by choice.

import { machineMeters, METRICS_PER_TABLE } from './bill.js';
import type { Machines } from '../plan.js';
import { COUNTED_AS_ZERO, usdOf, type PriceBook, type Unpriced } from './prices.js';
import type { Settings } from '../settings.js';
import { GIB, HOURS_PER_MONTH, NIGHTS_PER_MONTH, type Bytes } from '../units.js';

/** What a night used, in the units of the meters. */
export interface Usage {
  rcuHours: number;
  rcuHoursIa: number;
  requestUnits: number;
  requestUnitsIa: number;
  exportBytes: Bytes;
  pitrBytes: Bytes;
  copiedBytes: Bytes;
  puts: number;
  tables: number;
  activities: number;
}

/** Volumes that EMR adds to a node, least and most. Source: AWS docs, EMR instance storage defaults: 10 to 64 GiB by type. */
const NODE_GIB = [10, 64] as const;

/** Adds up what could not be priced, night after night. */
export class UnpricedList {
  readonly #book: PriceBook;
  readonly #settings: Settings;
  /** Meter -> quantity. */
  readonly #missing = new Map<string, number>();
  #activities = 0;
  #emrNodeHours = 0;
  #keptBytes = 0;

  constructor(book: PriceBook, settings: Settings) {
    this.#book = book;
    this.#settings = settings;
  }

  /** Takes down the usage of a night, machines apart. */
  addNight(usage: Usage): void {
    const { retentionNights, compressionRatio } = this.#settings.billing;
    this.#need('dynamodb.rcu-hour', usage.rcuHours);
    this.#need('dynamodb.rcu-hour-ia', usage.rcuHoursIa);
    this.#need('dynamodb.rru-million', usage.requestUnits / 1e6);
    this.#need('dynamodb.rru-million-ia', usage.requestUnitsIa / 1e6);
    this.#need('dynamodb.export-gb', usage.exportBytes / GIB);
    this.#need('dynamodb.pitr-gb-month', usage.pitrBytes / GIB / NIGHTS_PER_MONTH);
    this.#need('s3.put-1000', usage.puts / 1000);
    this.#need('cloudwatch.metric-1000', (METRICS_PER_TABLE * usage.tables) / 1000);
    this.#need('sns.publish-million', 1e-6);
    if (retentionNights > 0) this.#need('s3.standard-gb-month', ((usage.copiedBytes / compressionRatio / GIB) * retentionNights) / NIGHTS_PER_MONTH);
    else this.#keptBytes += usage.copiedBytes / compressionRatio;
    if (this.#settings.billing.pipelineFee === 'unknown') this.#activities += usage.activities;
    else this.#need('datapipeline.activity-month', usage.activities);
  }

  /** Takes down one type of machine that ran for that many hours in all. */
  addMachines(machine: Machines, hours: number): void {
    for (const meter of machineMeters(machine)) this.#need(meter, hours);
    if (machine.emr) this.#emrNodeHours += hours;
  }

  /** Everything so far, sorted by meter; `nights` is how many nights were added. */
  list(nights: number): Unpriced[] {
    const found: Unpriced[] = [];
    for (const [meter, quantity] of this.#missing) {
      const unit = Object.hasOwn(this.#book.meters, meter) ? this.#book.meters[meter].unit : 'hour';
      found.push({ meter, what: `${short(quantity)} x ${unit} used in ${nightsOf(nights)}; no price in the book of ${this.#book.region} of ${this.#book.date}, ${COUNTED_AS_ZERO}` });
    }
    if (this.#activities > 0) found.push(this.#pipelineFee(nights));
    if (this.#emrNodeHours > 0) found.push(this.#volumes(nights));
    if (this.#keptBytes > 0) {
      const usd = usdOf(this.#book, 's3.standard-gb-month');
      const gib = this.#keptBytes / GIB / nights;
      const each = usd === null ? '' : `, $${short(gib * usd)} a month for each night kept`;
      found.push({ meter: 's3.standard-gb-month', what: `storage of the backups is not counted because retentionNights is 0: about ${short(gib)} GiB compressed a night${each}` });
    }
    return found.sort((a, b) => (a.meter < b.meter ? -1 : 1));
  }

  #pipelineFee(nights: number): Unpriced {
    const meter = 'datapipeline.activity-month';
    const each = this.#activities / nights;
    const usd = usdOf(this.#book, meter);
    const range = usd === null ? 'no price in the book' : `between $${short((each * usd) / NIGHTS_PER_MONTH)} (monthly, pro rata) and $${short(each * usd)} (for each activity created) a night`;
    return { meter, what: `fee of ${short(each)} Data Pipeline activities a night is not counted, because AWS does not say how it meets pipelines that live one night: ${range}` };
  }

  #volumes(nights: number): Unpriced {
    const meter = 'ebs.gp3-gb-month';
    const hours = this.#emrNodeHours / nights;
    const usd = usdOf(this.#book, meter);
    const [least, most] = NODE_GIB.map((gib) => (usd === null ? null : short((hours * gib * usd) / HOURS_PER_MONTH)));
    const range = usd === null ? 'no price in the book' : `between $${least} and $${most} a night`;
    return { meter, what: `volumes of EMR nodes (${NODE_GIB.join(' to ')} GiB each, none where the machine has its own disks) for ${short(hours)} node-hours a night are not counted: ${range}` };
  }

  #need(meter: string, quantity: number): void {
    if (quantity !== 0 && usdOf(this.#book, meter) === null) this.#missing.set(meter, (this.#missing.get(meter) ?? 0) + quantity);
  }
}

function nightsOf(nights: number): string {
  return nights === 1 ? '1 night' : `${nights} nights`;
}

/** Three significant digits. */
function short(x: number): string {
  return String(Number(x.toPrecision(3)));
}
