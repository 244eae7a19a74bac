import test from 'ava';
import { parse } from 'csv-parse/sync';
import { csvCell, csvText } from './csv-text.js';

test('texts that a spreadsheet would run get an apostrophe, numbers do not', (t) => {
  for (const text of ['=1+1', '+1', '-rf', '@sum', '\tx', '\uff1dx']) t.is(csvCell(text).replace(/^"|"$/g, ''), `'${text}`);
  t.is(csvCell(-2.5), '-2.5');
  t.is(csvCell('...'), '...');
  t.is(csvCell(NaN), '');
});

test('what is written can be read', (t) => {
  const rows = [['a,b', 'say "x"'], ['line\r\nbreak', '__proto__']];
  t.deepEqual(parse(csvText(['one', 'two'], rows)), [['one', 'two'], ...rows]);
});
