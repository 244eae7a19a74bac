// The files of `init` into a folder: all of them or, for whoever looks, none. The configuration comes last and makes it whole;
// killed before, the next init begins anew.

import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, refuse } from '../../../core/errors.js';
import { makeFolder } from '../../make-folder.js';
import { temporary } from '../../temporaries.js';
import { CONFIG_FILE } from '../live-flags.js';

/** Folder beside the configuration: what starts a night, and what it must be allowed. */
export const SETUP_FOLDER = 'setup';
const DRAFT = /^\.hippolyte-init-[0-9a-f-]{36}$/;

/**
 * @param files contents by path inside of `dir`; the configuration, and files below SETUP_FOLDER
 * @throws UserError (73) where a configuration, or a folder of that name that holds something else, is there already
 */
export async function writeInit(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  await makeFolder(dir);
  const setup = [...files.keys()].filter((path) => path !== CONFIG_FILE).map((path) => path.slice(SETUP_FOLDER.length + 1));
  await refuseOthers(dir, setup);
  for (const name of await readdir(dir)) if (DRAFT.test(name)) await rm(join(dir, name), { recursive: true, force: true });
  const draft = join(dir, `.hippolyte-init-${randomUUID()}`);
  const finished = temporary(draft);
  try {
    await mkdir(draft, { mode: 0o700 });
    for (const [path, text] of files) await writeNew(join(draft, path), text);
    // What an init left that was killed before the configuration was there.
    await rm(join(dir, SETUP_FOLDER), { recursive: true, force: true });
    await rename(join(draft, SETUP_FOLDER), join(dir, SETUP_FOLDER));
    // A link is made only where nothing is; a rename would replace what somebody else wrote meanwhile.
    await link(join(draft, CONFIG_FILE), join(dir, CONFIG_FILE)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return refuseThere(dir);
      throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
    finished();
  }
}

async function refuseOthers(dir: string, setup: readonly string[]): Promise<void> {
  const there = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return refuse(EXIT.refusesToOverwrite, dir, 'is a file, not a folder; name another folder with --out');
    throw error;
  });
  if (there.includes(CONFIG_FILE)) refuseThere(dir);
  if (!there.includes(SETUP_FOLDER)) return;
  const held = await readdir(join(dir, SETUP_FOLDER), { recursive: true, withFileTypes: true });
  const stranger = held.find((entry) => !entry.isDirectory() && !setup.includes(join(entry.parentPath, entry.name).slice(join(dir, SETUP_FOLDER).length + 1)));
  if (stranger !== undefined) refuse(EXIT.refusesToOverwrite, join(dir, SETUP_FOLDER), `holds ${stranger.name}, which is not ours; move it away, or name another folder with --out`);
}

function refuseThere(dir: string): never {
  return refuse(EXIT.refusesToOverwrite, join(dir, CONFIG_FILE), 'is there already and stays as it is; move it away, or name another folder with --out');
}

async function writeNew(path: string, text: string): Promise<void> {
  await makeFolder(dirname(path));
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
