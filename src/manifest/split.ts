/** One document of a multi-document text. */
export interface Segment {
  /** Its characters, markers and directives included. */
  readonly text: string;
  /** Where it starts in the whole text. */
  readonly offset: number;
}

/** `---` or `...` at the start of a line ends a document wherever it stands, in quoted and block scalars too. */
const marker = /^(---|\.\.\.)(?=[ \t\r\n]|$)/gm;

/**
 * Documents are read one by one, so that a broken one does not hide the others and positions cost one document.
 * At most `most` are given; the text of a further one is never looked at.
 */
export function* splitDocuments(text: string): Iterable<Segment> {
  let start = 0;
  for (const match of text.matchAll(marker)) {
    const isEnd = match[0] === '...';
    const end = isEnd ? match.index + 3 : match.index;
    const part = text.slice(start, end);
    if (!isEnd && isPrologue(part)) continue;
    yield { text: part, offset: start };
    start = end;
  }
  yield { text: text.slice(start), offset: start };
}

/** Comments, blank lines and directives only: such a part belongs to the document behind it. */
function isPrologue(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (!/^(?:\s*(?:#|$)|%)/.test(text.slice(at, end))) return false;
    at = end + 1;
  }
  return true;
}
