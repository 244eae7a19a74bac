// The arguments of a command, read strictly: nothing is guessed, and what cannot be read is refused with the flag's name.

import { EXIT, refuse } from '../core/errors.js';
import { isNight } from '../core/calendar.js';

export class Args {
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, string>;
  readonly #switches: ReadonlySet<string>;

  constructor(positionals: readonly string[], values: ReadonlyMap<string, string>, switches: ReadonlySet<string>) {
    this.positionals = positionals;
    this.#values = values;
    this.#switches = switches;
  }

  on(name: string): boolean {
    return this.#switches.has(name);
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  required(name: string, example: string): string {
    return this.#values.get(name) ?? refuse(EXIT.usage, `--${name}`, `is required, e.g. --${name} ${example}`);
  }

  /** A decimal number; what it may be is for the caller to check. */
  number(name: string): number | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    if (!/^-?\d+(\.\d+)?$/.test(text)) refuse(EXIT.usage, `--${name}`, `must be a number such as 12 or 1.5, got "${text}"`);
    return Number(text);
  }

  /** A whole number from min to max. */
  integer(name: string, min: number, max: number): number | undefined {
    const value = this.number(name);
    if (value === undefined) return undefined;
    if (!Number.isSafeInteger(value) || value < min || value > max) {
      refuse(EXIT.usage, `--${name}`, `must be a whole number from ${min} to ${max}, got "${this.#values.get(name)}"`);
    }
    return value;
  }

  /** Names separated by commas, none empty and none twice. */
  list(name: string): string[] | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const parts = text.split(',').map((part) => part.trim());
    if (parts.includes('')) refuse(EXIT.usage, `--${name}`, `must be names separated by commas, got "${text}"`);
    const twice = parts.find((part, index) => parts.indexOf(part) !== index);
    if (twice !== undefined) refuse(EXIT.usage, `--${name}`, `names ${twice} twice; keep one`);
    return parts;
  }

  oneOf<const T extends readonly string[]>(name: string, choices: T): T[number] | undefined {
    const text = this.#values.get(name);
    if (text === undefined || choices.includes(text)) return text;
    return refuse(EXIT.usage, `--${name}`, `must be one of ${choices.join(', ')}, got "${text}"`);
  }

  /** A date YYYY-MM-DD that exists. */
  night(name: string): string | undefined {
    const text = this.#values.get(name);
    if (text !== undefined && !isNight(text)) refuse(EXIT.usage, `--${name}`, `must be a date YYYY-MM-DD from 1970 on, got "${text}"`);
    return text;
  }

  /** `2026-05-16..2026-06-14`, or one date. */
  nights(name: string): { from: string; to: string } | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    const parts = text.split('..');
    const [from, to] = parts.length === 1 ? [parts[0], parts[0]] : parts;
    if (parts.length > 2 || !isNight(from) || !isNight(to)) {
      refuse(EXIT.usage, `--${name}`, `must be dates FROM..TO such as 2026-05-16..2026-06-14, got "${text}"`);
    }
    if (to < from) refuse(EXIT.usage, `--${name}`, `must not end before it starts, got "${text}"`);
    return { from, to };
  }
}
