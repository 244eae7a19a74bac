// Dates and clock times. A night is named by its local date; instants are shown in the zone of the window.

const DAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Days from 1970-01-01 to a date YYYY-MM-DD: a scale on which missing nights leave a gap. */
export function dayNumber(night: string): number {
  return Date.UTC(Number(night.slice(0, 4)), Number(night.slice(5, 7)) - 1, Number(night.slice(8, 10))) / 86_400_000;
}

/** The date of a day number, YYYY-MM-DD. */
export function nightOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Monday 0 .. Sunday 6. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** `Tue 2026-03-29`. */
export function longNight(night: string): string {
  return `${DAY_NAMES[(weekday(dayNumber(night)) + 1) % 7]} ${night}`;
}

/** `Mar 2026`. */
export function monthName(night: string, withYear = true): string {
  return MONTHS[Number(night.slice(5, 7)) - 1] + (withYear ? ` ${night.slice(0, 4)}` : '');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
    });
    formats.set(zone, found);
  }
  return found;
}

/** Wall-clock time `HH:MM` of an instant (epoch seconds) in an IANA zone. */
export function clock(at: number, zone: string): string {
  const parts = format(zone).formatToParts(Math.round(at / 60) * 60_000);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('hour')}:${part('minute')}`;
}

/** Difference between the zone's clock and UTC at an instant, in minutes. */
export function offsetMinutes(at: number, zone: string): number {
  const parts = format(zone).formatToParts(Math.floor(at / 60) * 60_000);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return local / 60_000 - Math.floor(at / 60);
}

/** `UTC+02:00`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const sign = minutes < 0 ? '\u2212' : '+';
  return `UTC${sign}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}

/** Dates between the first and the last night on which nothing was recorded. */
export function missingBetween(nights: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 1; i < nights.length; i++) {
    for (let day = dayNumber(nights[i - 1]) + 1; day < dayNumber(nights[i]); day++) found.push(nightOf(day));
  }
  return found;
}
