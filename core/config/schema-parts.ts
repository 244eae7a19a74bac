// What the schemas of configurations are made of: each part says what it takes, so that a message can.

import { z } from 'zod';

/** A number from min to max; -0, NaN, infinities and integers above 2^53 are none. */
export function number(what: string, min: number, max: number): z.ZodType<number> {
  const fits = (value: unknown): boolean => typeof value === 'number' && value >= min && value <= max && !Object.is(value, -0);
  return z.custom<number>(fits, `must be a number from ${min} to ${max} (${what})`);
}

/** A whole number from min to max. */
export function integer(what: string, min: number, max: number): z.ZodType<number> {
  const fits = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max && !Object.is(value, -0);
  return z.custom<number>(fits, `must be a whole number from ${min} to ${max} (${what})`);
}

/** A text of a form; `what` completes "must be". */
export function text(what: string, fits: (value: string) => boolean): z.ZodType<string> {
  return z.custom<string>((value) => typeof value === 'string' && fits(value), `must be ${what}`);
}

/** A text that a function judges: it says what is wrong with it, or null. What it found may be quoted in it already. */
export function checkedText(fault: (value: string) => string | null): z.ZodType<string> {
  return z.unknown().check((context) => {
    const what = typeof context.value === 'string' ? fault(context.value) : 'must be a text';
    if (what !== null) context.issues.push({ code: 'custom', message: what, input: context.value });
  }) as unknown as z.ZodType<string>;
}

/** One of a few words. */
export function oneOf<const T extends readonly string[]>(names: T): z.ZodType<T[number]> {
  return z.custom<T[number]>((value) => typeof value === 'string' && names.includes(value), `must be one of ${names.join(', ')}`);
}

/** All keys optional, no others. */
export function group<T extends Record<string, z.ZodType>>(shape: T) {
  return z.strictObject(shape).partial();
}

/** Something, or null for none. */
export function orNull<T>(part: z.ZodType<T>, what: string): z.ZodType<T | null> {
  return z.unknown().check((context) => {
    if (context.value === null) return;
    const result = part.safeParse(context.value);
    const told = result.error?.issues[0]?.message ?? '';
    // A sentence that quotes what it found says more than the form alone.
    if (!result.success) context.issues.push({ code: 'custom', message: told.includes(', got "') ? told : `must be ${what}, or null`, input: context.value });
  }) as unknown as z.ZodType<T | null>;
}

/** A list whose entries have a form; `fault` says what is wrong with one, or null. */
export function list(fault: (entry: string) => string | null): z.ZodType<readonly string[]> {
  return z.array(checkedText(fault));
}
