/** What is wrong with a selector, and at which character, from 0. */
export class SelectorFault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Longest label name (projectcalico/calico libcalico-go/lib/selector/tokenizer). */
const longestLabel = 512;

/** Reads the words of a selector from left to right and never goes back further than one word. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Space and tab only: a newline is an error. */
  skipBlanks(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++;
  }

  /** The literal text, without what may stand around it. */
  take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  /** Words with any blanks between, none included; no letter of a label may follow the last. */
  takeWords(...words: readonly string[]): boolean {
    const start = this.at;
    const found = words.every((word, index) => {
      if (index > 0) this.skipBlanks();
      return this.take(word);
    });
    // Of several words the blanks behind the last are dropped before the boundary is looked at.
    if (found && words.length > 1) this.skipBlanks();
    if (found && !isLabelCharacter(this.text[this.at])) return true;
    this.at = start;
    return false;
  }

  label(): string {
    const start = this.at;
    while (isLabelCharacter(this.text[this.at])) this.at++;
    if (this.at === start) throw this.fault('expected a label');
    if (this.at - start > longestLabel) throw new SelectorFault(start, 'a label has at most 512 characters');
    return this.text.slice(start, this.at);
  }

  /** In single or double quotes; nothing is escaped. */
  quoted(): string {
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") throw this.fault('expected a text in quotes');
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) throw this.fault('the quote is not closed');
    const value = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return value;
  }

  fault(message: string): SelectorFault {
    return new SelectorFault(this.at, message);
  }
}

function isLabelCharacter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9_./-]/.test(character);
}
