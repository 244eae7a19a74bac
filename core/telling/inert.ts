// Text of others (table names, tags, messages of AWS) for a line that people or machines read line by line.

/**
 * Escape sequences, line ends and characters that turn or hide text (bidirectional overrides, zero widths, byte order marks), as
 * \u escapes: nothing can forge a line of a log, or repaint a terminal.
 */
export function inert(text: string): string {
  return text.replace(TURNING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const TURNING = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** At most `max` characters, with an ellipsis of ASCII where something was cut. */
export function shortened(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 3)}...`;
}
