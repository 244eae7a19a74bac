// The quotas of native exports: how many, and how many bytes, may be under way at once in an account and region.

import type { Settings } from '../core/settings.js';
import type { Bytes } from '../core/units.js';

export class Exports {
  readonly #quotas: Settings['quotas'];
  #count = 0;
  #bytes = 0;

  constructor(quotas: Settings['quotas']) {
    this.#quotas = quotas;
  }

  open(): void {
    this.#count = this.#bytes = 0;
  }

  /** Admits one more export, or not. A table that is larger than the quota alone is admitted alone. */
  begin(bytes: Bytes): boolean {
    const { exports, exportBytesInFlight } = this.#quotas;
    if (this.#count >= exports || (this.#count > 0 && this.#bytes + bytes > exportBytesInFlight)) return false;
    this.#count++;
    this.#bytes += bytes;
    return true;
  }

  end(bytes: Bytes): void {
    this.#count--;
    this.#bytes -= bytes;
  }
}
