import test from 'ava';
import { csvLine } from './csv.js';

test('text that a spreadsheet would take for a formula is preceded by an apostrophe, numbers are not', (t) => {
  const starts = ['=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20'];
  t.is(csvLine(starts.map((start) => `${start}1`)), `${starts.map((start) => `'${start}1`).join(',')}\n`);
  t.is(csvLine([-1, true, 'a=1', '__proto__']), '-1,true,a=1,__proto__\n');
});

test('cells with commas, quotes or line ends are quoted', (t) => {
  t.is(csvLine(['a,b', 'say "x"', 'two\nlines', '\tx']), '"a,b","say ""x""","two\nlines",\'\tx\n');
});
