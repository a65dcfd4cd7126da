import { Scanner, SelectorFault } from './scan.ts';
import { everything, type Selector } from './selector.ts';

/**
 * The selector language of Calico (projectcalico/calico libcalico-go/lib/selector): `||` binds weaker than `&&`, and
 * `!` belongs to the one operation behind it. Blank text selects everything. Linear in the text.
 *
 * @throws SelectorFault
 */
export function parseSelector(text: string): Selector {
  const scanner = new Scanner(text);
  scanner.skipBlanks();
  if (scanner.atEnd) return everything;
  const selector = disjunction(scanner, 0);
  if (!scanner.atEnd) throw scanner.fault(unexpected(scanner));
  return selector;
}

/** What is wrong with the text, or undefined. */
export function selectorFault(text: string): SelectorFault | undefined {
  try {
    parseSelector(text);
    return undefined;
  } catch (error) {
    if (error instanceof SelectorFault) return error;
    throw error;
  }
}

/**
 * Deeper than any selector that an API server stores: with 1024 characters `(…all()…)` nests 509 times. Each level
 * takes six frames, and the smallest stacks hold some ten thousand.
 */
const deepest = 510;

function disjunction(scanner: Scanner, depth: number): Selector {
  return series(scanner, '||', 'or', () => conjunction(scanner, depth));
}

function conjunction(scanner: Scanner, depth: number): Selector {
  return series(scanner, '&&', 'and', () => operation(scanner, depth));
}

function series(scanner: Scanner, mark: string, op: 'and' | 'or', next: () => Selector): Selector {
  const terms = [next()];
  while (scanner.take(mark)) terms.push(next());
  return terms.length === 1 ? terms[0] : { op, terms };
}

/** Leaves the scanner behind the operation and the blanks that follow it. */
function operation(scanner: Scanner, depth: number): Selector {
  if (depth > deepest) throw scanner.fault('the parentheses are nested too deep');
  let negated = false;
  scanner.skipBlanks();
  while (scanner.text[scanner.at] === '!') {
    scanner.at++;
    negated = !negated;
    scanner.skipBlanks();
  }
  const term = bare(scanner, depth);
  scanner.skipBlanks();
  return negated ? { op: 'not', term } : term;
}

function bare(scanner: Scanner, depth: number): Selector {
  if (scanner.take('(')) {
    const inner = disjunction(scanner, depth + 1);
    if (!scanner.take(')')) throw scanner.fault('expected )');
    return inner;
  }
  if (scanner.take('has(')) {
    scanner.skipBlanks();
    const label = scanner.label();
    return closed(scanner, { op: 'has', label });
  }
  if (scanner.take('all(')) return closed(scanner, { op: 'all' });
  if (scanner.take('global(')) return closed(scanner, { op: 'global' });
  return comparison(scanner);
}

function closed(scanner: Scanner, selector: Selector): Selector {
  scanner.skipBlanks();
  if (!scanner.take(')')) throw scanner.fault('expected )');
  return selector;
}

function comparison(scanner: Scanner): Selector {
  const label = scanner.label();
  scanner.skipBlanks();
  if (scanner.take('==')) return { op: 'in', label, values: [value(scanner)] };
  if (scanner.take('!=')) return not({ op: 'in', label, values: [value(scanner)] });
  if (scanner.takeWords('contains')) return { op: 'contains', label, value: value(scanner) };
  if (scanner.takeWords('starts', 'with')) return { op: 'startsWith', label, value: value(scanner) };
  if (scanner.takeWords('ends', 'with')) return { op: 'endsWith', label, value: value(scanner) };
  if (scanner.takeWords('not', 'in')) return not({ op: 'in', label, values: values(scanner) });
  if (scanner.takeWords('in')) return { op: 'in', label, values: values(scanner) };
  throw scanner.fault(scanner.take('=') ? 'expected ==' : `expected an operator after the label ${label}`);
}

function not(term: Selector): Selector {
  return { op: 'not', term };
}

function value(scanner: Scanner): string {
  scanner.skipBlanks();
  return scanner.quoted();
}

/** `{'a', 'b'}`; it may be empty, and a comma may stand behind the last. */
function values(scanner: Scanner): readonly string[] {
  scanner.skipBlanks();
  if (!scanner.take('{')) throw scanner.fault('expected {');
  const found: string[] = [];
  for (;;) {
    scanner.skipBlanks();
    if (scanner.take('}')) return found;
    found.push(scanner.quoted());
    scanner.skipBlanks();
    if (!scanner.take(',') && scanner.text[scanner.at] !== '}') throw scanner.fault('expected , or }');
  }
}

function unexpected({ text, at }: Scanner): string {
  const found = JSON.stringify(text[at]);
  return text[at] === '&' || text[at] === '|' ? `unexpected ${found}: write && or ||` : `unexpected ${found}`;
}
