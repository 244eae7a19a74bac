import test from 'ava';
import { billedBytes, hoursAboveReservation, machineSeconds, putRequests } from './bill.js';
import { GIB, MIB, TIB } from '../units.js';

test('storage, PITR and export are billed for 100 bytes an item beyond the size', (t) => {
  t.is(billedBytes(GIB, 1000), GIB + 100_000);
});

test('a backup by reading: files of 100,000 items, in parts where they are larger than 64 MiB, and two files beside', (t) => {
  t.is(putRequests(false, 0, 0, 5), 2, 'an empty table still has its manifest and its mark of success');
  t.is(putRequests(false, 1000, 1, 5), 1 + 2);
  t.is(putRequests(false, 320 * MIB, 100_000, 5), 1 + 2, 'exactly one part');
  t.is(putRequests(false, 321 * MIB, 100_000, 5), 2 + 2 + 2);
  t.is(putRequests(false, 2 * 320 * MIB, 100_001, 5), 2 + 2);
  t.is(putRequests(false, 10 * GIB, 100_000, 1), 160 + 2 + 2);
});

test('an export writes about a file a partition of 10 GB, and five beside', (t) => {
  t.is(putRequests(true, 0, 0, 5), 1 + 5);
  t.is(putRequests(true, 100 * MIB, 1e6, 5), 1 + 5);
  t.is(putRequests(true, 10 * GIB, 1e6, 5), 32 + 2 + 5);
  t.is(putRequests(true, TIB, 1e9, 5), 103 * (Math.ceil(1024 ** 2 / 5 / 103 / 64) + 2) + 5);
});

test('a machine is billed for a minute at least', (t) => {
  t.is(machineSeconds(0), 60);
  t.is(machineSeconds(59.5), 60);
  t.is(machineSeconds(61.5), 61.5);
});

test('only what lies above the reservation is charged, hour by hour', (t) => {
  const byHour = [100, 300, 0, -50];
  t.is(hoursAboveReservation(byHour, 1000, 0), 350);
  t.is(hoursAboveReservation(byHour, 1000, 1000), 400);
  t.is(hoursAboveReservation(byHour, 1000, 1200), 100);
  t.is(hoursAboveReservation(byHour, 1000, 5000), 0);
  t.is(hoursAboveReservation(byHour, 1000, 980), 100 + 300 + 0 - 20, 'lowering saves only what was charged');
});
