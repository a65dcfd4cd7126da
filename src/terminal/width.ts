/**
 * How many cells a text takes. A good guess by code point, as no terminal agrees with another on the rest:
 * marks that combine take none, East Asian wide characters and emoji take two (Unicode Standard Annex 11).
 */
const plain = /^[\x20-\x7e]*$/;
const combining = /[\p{Mn}\p{Me}\p{Cf}]/u;
const wide =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

/** `text` must be without control characters: see escapeText. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let cells = 0;
  for (const character of text) cells += characterWidth(character);
  return cells;
}

function characterWidth(character: string): 0 | 1 | 2 {
  if (wide.test(character)) return 2;
  return combining.test(character) ? 0 : 1;
}

/** At most `cells` wide, with the mark at the end where something was left out. */
export function truncate(text: string, cells: number, mark = '…'): string {
  if (displayWidth(text) <= cells) return text;
  const room = cells - mark.length;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > room) break;
    kept += character;
  }
  return room < 0 ? mark.slice(0, Math.max(cells, 0)) : kept + mark;
}
