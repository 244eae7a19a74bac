// Hours of machines by type, and what they cost.

import { machineMeters } from '../money/bill.js';
import type { Machines } from '../plan.js';
import { usdOf, type PriceBook } from '../money/prices.js';
import { HOUR, type Seconds, type Usd } from '../units.js';

interface TypeHours {
  readonly usdPerHour: Usd;
  hours: number;
}

export class MachineHours {
  readonly #book: PriceBook;
  readonly #plain = new Map<string, TypeHours>();
  readonly #emr = new Map<string, TypeHours>();

  constructor(book: PriceBook) {
    this.#book = book;
  }

  /** Takes down machines that are billed for `seconds` each; returns what they cost as far as they are priced. */
  add(machines: readonly Machines[], seconds: Seconds): Usd {
    let usd = 0;
    for (const machine of machines) {
      const types = machine.emr ? this.#emr : this.#plain;
      let type = types.get(machine.type);
      if (type === undefined) {
        type = { usdPerHour: hourUsd(this.#book, machine), hours: 0 };
        types.set(machine.type, type);
      }
      const hours = (machine.count * seconds) / HOUR;
      type.hours += hours;
      usd += hours * type.usdPerHour;
    }
    return usd;
  }

  /** Tells the hours since the last report, by type, and forgets them. */
  report(tell: (machine: Machines, hours: number) => void): void {
    for (const [types, emr] of [[this.#plain, false], [this.#emr, true]] as const) {
      for (const [type, sum] of types) {
        if (sum.hours > 0) tell({ type, count: 1, emr }, sum.hours);
        sum.hours = 0;
      }
    }
  }
}

/** US dollars an hour of one machine, EMR's uplift included, as far as the book knows. */
export function hourUsd(book: PriceBook, machine: Machines): Usd {
  let usd = 0;
  for (const meter of machineMeters(machine)) usd += usdOf(book, meter) ?? 0;
  return usd;
}
