import test from 'ava';
import fc from 'fast-check';
import { globFault, globMatches, selectTables } from './selection.js';

test('a glob fits whole names only', (t) => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['orders', 'orders', true], ['orders', 'orders2', false], ['orders', 'xorders', false], ['orders', 'Orders', false],
    ['orders*', 'orders', true], ['orders*', 'orders-eu', true], ['*', '...', true], ['**', 'abc', true], ['*-staging', 'a-staging', true],
    ['*-staging', 'a-staging-2', false], ['a?c', 'abc', true], ['a?c', 'ac', false], ['a.c', 'abc', false], ['*a*b*', 'xxaxxbxx', true],
    ['*a*b', 'abab', true], ['a*a', 'a', false], ['???', 'abcd', false], ['__proto__', '__proto__', true],
  ];
  for (const [pattern, name, fits] of cases) t.is(globMatches(pattern, name), fits, `${pattern} ${name}`);
});

test('a glob says what the regular expression says that it stands for', (t) => {
  const letters = (...characters: string[]) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });
  fc.assert(fc.property(letters('a', 'b', '*', '?'), letters('a', 'b'), (pattern, name) => {
    const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
    return globMatches(pattern, name) === expression.test(name);
  }), { numRuns: 2000 });
  t.pass();
});

test('the worst pattern takes no longer than pattern x name', (t) => {
  const started = process.cpuUsage().user;
  for (let i = 0; i < 100; i++) t.false(globMatches(`${'*a'.repeat(127)}b`, 'a'.repeat(255)));
  t.true(process.cpuUsage().user - started < 2e6);
});

test('a pattern that can fit no table name is refused, with what it may hold', (t) => {
  for (const pattern of ['', 'prod-[', '^orders$', 'a b', 'a'.repeat(256), 'zażółć']) t.regex(globFault(pattern) ?? '', /^must be 1 to 255 of/);
  for (const pattern of ['*', 'orders*', '-rf', '...']) t.is(globFault(pattern), null);
});

test('tables are left out for a reason, once, whatever the number of patterns', (t) => {
  const names = ['orders', 'orders-staging', 'users', 'users-staging', 'visits'];
  const chosen = selectTables(names, { include: ['orders*', 'users*', 'ghosts*'], exclude: ['*-staging', 'nothing'] });
  t.deepEqual(chosen.selected, ['orders', 'users']);
  t.deepEqual(chosen.excluded, [
    { table: 'orders-staging', why: 'fits --exclude *-staging' },
    { table: 'users-staging', why: 'fits --exclude *-staging' },
    { table: 'visits', why: 'fits no pattern of --include' },
  ]);
  t.deepEqual(chosen.idle, ['--include ghosts*', '--exclude nothing']);
  t.deepEqual(selectTables(names, { include: [], exclude: [] }), { selected: names, excluded: [], idle: [] });
});
