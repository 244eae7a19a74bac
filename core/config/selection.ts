// Which tables are meant: globs over names, and for each table that is left out the reason.

/** What a pattern may hold: the characters of table names (AWS docs, Naming rules) and the two wildcards. */
const GLOB = /^[a-zA-Z0-9_.*?-]{1,255}$/;

/** What is wrong with a glob, as a sentence, or null. */
export function globFault(pattern: string): string | null {
  if (GLOB.test(pattern)) return null;
  return `must be 1 to 255 of a-z A-Z 0-9 _ . - and the wildcards * (any text) and ? (one character), got "${pattern}"`;
}

/**
 * True where the whole name fits the glob: `*` is any text, also none, `?` is one character; upper and lower case differ.
 * The last `*` takes one character more whenever the rest does not fit, and earlier ones are never tried again: at most
 * pattern x name steps, whatever the pattern is.
 */
export function globMatches(pattern: string, name: string): boolean {
  let p = 0;
  let star = -1;
  let resume = 0;
  for (let n = 0; n < name.length;) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Globs; without `include` every table is meant. What is excluded stays out, whatever includes it. */
export interface Patterns {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface LeftOut {
  readonly table: string;
  readonly why: string;
}

export interface Selection {
  /** In the order given. */
  readonly selected: readonly string[];
  readonly excluded: readonly LeftOut[];
  /** Patterns that no table fits: often a slip of the pen. */
  readonly idle: readonly string[];
}

/** How patterns are called in messages: by the flags of `collect`, or as settings. */
export interface PatternWords {
  readonly include: string;
  readonly exclude: string;
}

const FLAGS: PatternWords = { include: '--include', exclude: '--exclude' };

/** Sorts names into those that are meant and those that are not. */
export function selectTables(names: readonly string[], { include, exclude }: Patterns, words = FLAGS): Selection {
  const used = new Set<string>();
  const firstOf = (kind: string, patterns: readonly string[], name: string): string | undefined => {
    const fitting = patterns.filter((pattern) => globMatches(pattern, name));
    for (const pattern of fitting) used.add(`${kind} ${pattern}`);
    return fitting[0];
  };
  const selected: string[] = [];
  const excluded: LeftOut[] = [];
  for (const name of names) {
    const included = include.length === 0 || firstOf(words.include, include, name) !== undefined;
    const against = firstOf(words.exclude, exclude, name);
    if (against !== undefined) excluded.push({ table: name, why: `fits ${words.exclude} ${against}` });
    else if (!included) excluded.push({ table: name, why: `fits no pattern of ${words.include}` });
    else selected.push(name);
  }
  const all = [...include.map((pattern) => `${words.include} ${pattern}`), ...exclude.map((pattern) => `${words.exclude} ${pattern}`)];
  return { selected, excluded, idle: all.filter((pattern) => !used.has(pattern)) };
}
