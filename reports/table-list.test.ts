import test from 'ava';
import { findTables, sortTables, type TableData } from './table-list.js';

const data: TableData = {
  tables: ['__proto__', 'Orders', 'orders-archive', 'size:big'], engines: ['scan', 'emr', 'emr', ''],
  columns: new Map([['late', [0, 2, 0, 0]], ['sizeBytesLast', [0, 5 * 2 ** 30, 2 ** 30, 10]], ['secondsMax', [30, 3600, 1800, 5]], ['costUsd', [1, 0.5, 1, 0]]]),
};

function names(query: string): string[] {
  return Array.from(findTables(data, query), (i) => data.tables[i]);
}

test('words are parts of names, whatever their case', (t) => {
  t.deepEqual(names(''), [...data.tables]);
  t.deepEqual(names('ORDERS'), ['Orders', 'orders-archive']);
  t.deepEqual(names('orders arch'), ['orders-archive']);
  t.deepEqual(names('__proto__'), ['__proto__']);
  t.deepEqual(names('nothing'), []);
});

test('filters compare with units', (t) => {
  t.deepEqual(names('status:late'), ['Orders']);
  t.deepEqual(names('engine:emr size:>1gib'), ['Orders']);
  t.deepEqual(names('size:>=1gib'), ['Orders', 'orders-archive']);
  t.deepEqual(names('time:<=30m'), ['__proto__', 'orders-archive', 'size:big']);
  t.deepEqual(names('cost:0.5'), ['Orders']);
});

test('what is no filter is a part of a name', (t) => {
  t.deepEqual(names('size:b'), ['size:big']);
  t.deepEqual(names('constructor:1'), []);
});

test('sorting is stable and turns round', (t) => {
  const all = findTables(data, '');
  t.deepEqual([...sortTables(data, all, '-costUsd')], [0, 2, 1, 3]);
  t.deepEqual([...sortTables(data, all, 'costUsd')], [3, 1, 0, 2]);
  t.deepEqual([...sortTables(data, all, 'table')], [1, 0, 2, 3]);
  t.deepEqual([...sortTables(data, all, 'toString')], [0, 1, 2, 3]);
  t.deepEqual([...all], [0, 1, 2, 3]);
});
