// Units: one per dimension everywhere inside, named by the suffix of the field that holds it.
// Aliases help the reader; they are not branded, because arithmetic would un-brand them.

/** An instant: whole or fractional seconds since 1970-01-01T00:00:00Z. Fields end in `At`. */
export type At = number;
/** A length of time. Fields end in `Seconds`. */
export type Seconds = number;
/** Bytes. Fields end in `Bytes`. 1 GiB = 2^30 bytes, the "GB" of DynamoDB and S3 bills. */
export type Bytes = number;
/** Read capacity units, a rate: units per second. Fields end in `Rcu`. */
export type Rcu = number;
/** Read units consumed, an amount: RCU x seconds, or on-demand request units. Fields end in `Units`. */
export type Units = number;
/** A part of a whole, 0..1, never a percentage. Fields end in `Share`. */
export type Share = number;
/** US dollars. Fields end in `Usd`. */
export type Usd = number;

export const MINUTE: Seconds = 60;
export const HOUR: Seconds = 3600;
export const DAY: Seconds = 86_400;
export const KIB: Bytes = 2 ** 10;
export const MIB: Bytes = 2 ** 20;
export const GIB: Bytes = 2 ** 30;
export const TIB: Bytes = 2 ** 40;
/** Nights in a month on a bill: 365.25 / 12. */
export const NIGHTS_PER_MONTH = 30.4375;
/** Hours in a month on a bill: 730.5. */
export const HOURS_PER_MONTH = NIGHTS_PER_MONTH * 24;
