// Numbers as people read them. One style everywhere: real minus sign, thin grouping by comma, units in words.

const MINUS = '\u2212';

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A number with so many decimals: `1,234.5`, `\u22123`. Not a number: a dash. */
export function number(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return '\u2013';
  const [whole, part] = Math.abs(value).toFixed(decimals).split('.');
  const text = part === undefined ? grouped(whole) : `${grouped(whole)}.${part}`;
  return value < 0 && Number(text.replace(/,/g, '')) !== 0 ? MINUS + text : text;
}

/** US dollars, cents always shown below $10,000; amounts below a cent with two significant digits. */
export function usd(value: number): string {
  if (!Number.isFinite(value)) return '\u2013';
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : '';
  if (size === 0) return '$0.00';
  if (size < 0.000_000_5) return '$0.00';
  if (size < 0.01) return `${sign}$${size.toFixed(Math.min(8, 1 - Math.floor(Math.log10(size))))}`;
  return `${sign}$${number(size, size < 10_000 ? 2 : 0)}`;
}

/**
 * US dollars of a column: all with the same decimals, two, or more where even the largest value is below ten cents.
 * What rounds to nothing and is not nothing is told as less than the smallest step.
 */
export function usdColumn(values: readonly number[]): (value: number) => string {
  const most = values.reduce((a, b) => (Number.isFinite(b) ? Math.max(a, Math.abs(b)) : a), 0);
  const decimals = most === 0 || most >= 0.1 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(most)));
  return (value) => {
    if (!Number.isFinite(value)) return '\u2013';
    const least = 10 ** -decimals;
    if (value > 0 && value < least / 2) return `<$${least.toFixed(decimals)}`;
    return `${value <= -least / 2 ? MINUS : ''}$${number(Math.abs(value), decimals)}`;
  };
}

/** A difference in US dollars, always signed: `+$1.20`, `\u2212$160.38`, `$0.00`. */
export function usdDelta(value: number): string {
  return value > 0.005 ? `+${usd(value)}` : usd(Math.abs(value) <= 0.005 ? 0 : value);
}

/** A share 0..1 as a percentage: `96 %`; below 10 % one decimal. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return '\u2013';
  const value = share * 100;
  return `${number(value, value !== 0 && Math.abs(value) < 10 ? 1 : 0)} %`;
}

/** A relative difference, always signed: `\u221296 %`, `+3.1 %`, `0 %`. */
export function percentDelta(share: number): string {
  if (Math.abs(share) > 9.995) return `\u00d7${number(share + 1, 1)}`;
  return share > 0.0005 ? `+${percent(share)}` : percent(Math.abs(share) <= 0.0005 ? 0 : share);
}

/** A length of time: `6 h 12 min`, `42 min`, `35 s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '\u2013';
  const sign = seconds < 0 ? MINUS : '';
  const size = Math.abs(seconds);
  if (size < 59.5) return `${sign}${Math.round(size)} s`;
  const minutes = Math.round(size / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${sign}${minutes} min`;
  if (hours >= 100) return `${sign}${number(hours)} h`;
  return `${sign}${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A length of time as hours and minutes, `6:12`: for columns of many. */
export function hoursMinutes(seconds: number): string {
  if (!Number.isFinite(seconds)) return '\u2013';
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${seconds < 0 ? MINUS : ''}${number(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`;
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes in powers of 1,024 with three digits: `512 B`, `1.50 GiB`, `137 TiB`. */
export function bytes(value: number): string {
  if (!Number.isFinite(value)) return '\u2013';
  let size = value;
  let unit = 0;
  while (size >= 1023.5 && unit < SIZES.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${number(size, unit === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2)} ${SIZES[unit]}`;
}

/** `1 night`, `2 nights`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
