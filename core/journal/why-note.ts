// Why a table, or a lane, came to nothing, in the words of the engine: a note of the run, for whoever is told of the night.

export type WhySubject = { readonly table: string } | { readonly lane: number };

/** What all keys begin with. */
export const WHY_NOTE = 'why-';

/** The key of the note. */
export function whyKey(subject: WhySubject): string {
  return 'table' in subject ? `${WHY_NOTE}table:${subject.table}` : `${WHY_NOTE}lane:${subject.lane}`;
}
