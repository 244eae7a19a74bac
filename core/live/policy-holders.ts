// Which of the published policies holds a permission.

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * The name of the policy that allows an action on a resource, or, where none does, of one that allows it on others; null: none allows it.
 * @param texts of the policies by name, the likeliest first; places may be filled in or not @param resource an ARN; null: none is known
 */
export function policyThatHolds(texts: ReadonlyMap<string, string>, action: string, resource: string | null): string | null {
  let near: string | null = null;
  for (const [name, text] of texts) {
    const { Statement: statements } = JSON.parse(text) as { Statement: readonly Statement[] };
    const allowing = statements.filter(({ Effect, Action }) => Effect === 'Allow' && [Action].flat().some((one) => one.toLowerCase() === action.toLowerCase()));
    if (allowing.some(({ Resource }) => resource === null || [Resource].flat().some((pattern) => fits(pattern, resource)))) return name;
    if (allowing.length > 0) near ??= name;
  }
  return near;
}

/** `*` stands for any text; the partition of an ARN may be another one. */
function fits(pattern: string, resource: string): boolean {
  const source = pattern.replace(/^arn:aws[a-z-]*:/, 'arn:*:').replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '[^]*');
  return new RegExp(`^${source}$`).test(resource);
}
