/**
 * The candidate that the word most likely stands for: at most a third of its letters away, or `most` of them, letter case
 * aside. Undefined where none is near. A letter too few, too many, another, or two changed about count one each.
 */
export function suggest(word: string, candidates: Iterable<string>, most?: number): string | undefined {
  const wanted = word.slice(0, longest).toLowerCase();
  let best: string | undefined;
  let least = (most ?? Math.max(1, Math.floor(wanted.length / 3))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/** A hint: `Did you mean "spec"?`. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = suggest(word, candidates);
  return found === undefined ? undefined : `Did you mean ${JSON.stringify(found)}?`;
}

/** Names in Kubernetes end at 253 characters; a longer word is no mistyped one. */
const longest = 253;

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2] + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
