import type { Answer, Answers } from './answer.ts';
import type { Place } from './endpoint.ts';
import { Partition } from './partition.ts';
import type { SideDraft } from './side.ts';

/** Kinds that give the same answer to a question, as lists; those on no list give the answer "no". */
export type KindLists = readonly Int32Array[];

/** A subject in one direction and family, with all that it answers: each distinct answer is asked for once. */
export class SubjectSide {
  readonly draft: SideDraft;
  readonly changed: boolean;
  readonly #answers: Answers;
  readonly #questions: readonly KindLists[];
  readonly #kindCount: number;
  readonly #known: (Answer | undefined)[] = [];
  #groups: Int32Array | undefined;

  constructor(draft: SideDraft, questions: readonly KindLists[], kindCount: number, answers: Answers) {
    this.draft = draft;
    this.changed = draft.changed;
    this.#questions = questions;
    this.#kindCount = kindCount;
    this.#answers = answers;
  }

  /** For every pair of an endpoint with this side and another one of that kind. */
  to(kind: number, own: Place, other: Place): Answer {
    this.#groups ??= this.#group();
    const group = this.#groups[kind];
    let answer = this.#known[group];
    if (answer === undefined) {
      answer = this.#answers.of(this.draft, own, other);
      this.#known[group] = answer;
    }
    return answer;
  }

  toItself(own: Place): Answer {
    return this.#answers.of(this.draft, own, own);
  }

  /** Kinds that answer all questions alike bear one number. */
  #group(): Int32Array {
    const partition = new Partition(this.#kindCount);
    for (const lists of this.#questions) for (const list of lists) partition.refine(list);
    return partition.classes;
  }
}
