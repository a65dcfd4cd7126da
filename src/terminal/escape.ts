/**
 * Text from packets and files must not steer the terminal. Whatever moves the cursor, changes direction, or is
 * invisible comes out as an escape that can be seen: controls (ESC, C0, C1), format characters (bidi overrides,
 * zero-width marks, tags), line separators, and surrogates without their other half.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const short = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** One line, safe to print. Backslashes stay as they are: paths remain readable, and a backslash does no harm. */
export function escapeText(text: string): string {
  return text.replace(unsafe, (character) => short.get(character) ?? escapeCharacter(character));
}

/** JSON that a terminal may show: the same characters as JSON's own escapes. Line ends and blanks of the layout stay. */
export function escapeJson(json: string): string {
  return json.replace(unsafe, (character) => (character === '\n' ? character : escapeUnits(character)));
}

/** JSON knows escapes of UTF-16 units only. */
function escapeUnits(character: string): string {
  const unit = (index: number) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  return character.length === 1 ? unit(0) : unit(0) + unit(1);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
