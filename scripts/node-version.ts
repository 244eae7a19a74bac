// The oldest Node that this program runs on. Loaded before anything else, so it must run on any Node.

/** What is wrong with a version of Node such as 18.20.1, as a line, or null. */
export function nodeFault(version: string): string | null {
  const [major, minor] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `hippolyte needs Node 20.19 or newer, this is ${version}: update Node`;
}
