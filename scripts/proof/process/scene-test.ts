// What tests of processes have in common: a scene of its own for each, and what must hold at its end.

import test, { type ExecutionContext } from 'ava';
import { EXIT } from '../../../core/errors.js';
import { SHORT_TABLES } from '../short-night/estate.js';
import type { Ended } from './child.js';
import { inTurn } from './in-turn.js';
import { makeScene, resultOf, type Scene } from './scene.js';

/** Everything that is raised is asked for: two raises and a suspension. */
export const RAISED = 3;

/** A scene of its own for each, few at once: they mostly wait, but starting costs a second of the machine. */
export function sceneTest(title: string, act: (t: ExecutionContext, scene: Scene) => Promise<void>, ...how: Parameters<typeof makeScene>): void {
  test(title, async (t) => {
    t.timeout(300_000);
    await inTurn(async () => {
      const made = await makeScene(...how);
      try {
        await act(t, made);
      } finally {
        await made.close();
      }
    });
  });
}

/** One more start, and all is as it should be: what was owed is handed back, every table has its backup, nothing is claimed in vain. */
export async function healed(t: ExecutionContext, { start, owned, backups }: Scene, before: object): Promise<void> {
  const ended = await start().ended;
  t.is(ended.code, EXIT.ok, ended.err + ended.out);
  const { verdict, openLeases, tables } = resultOf(ended);
  t.deepEqual([verdict, openLeases], ['success', []]);
  t.true(tables.ok === SHORT_TABLES.size || tables.total === 0, 'all of them, or nothing was left to do');
  t.deepEqual(owned(), before);
  t.deepEqual(await backups(), new Map(SHORT_TABLES));
}

/** The end of a program that could not finish: what it has raised is owed, and told; nothing is claimed. */
export function owes(t: ExecutionContext, ended: Ended): void {
  t.is(ended.code, EXIT.unhealed, ended.err);
  t.true(resultOf(ended).openLeases.length > 0);
  t.not(resultOf(ended).verdict, 'success');
}
