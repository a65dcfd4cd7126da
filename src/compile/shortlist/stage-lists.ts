import type { Entity } from '../../ir/entity.ts';
import { type Expression, matches } from '../../ir/expression.ts';
import type { Direction, Policy, Rule, Stage } from '../../ir/policy.ts';
import type { Asked, Selected } from '../../reference/evaluate.ts';
import type { Question } from '../../reference/match.ts';
import type { IndexRoom } from './index-room.ts';
import { RuleIndex } from './rule-index.ts';

/** Shorter lists are walked as fast as they are looked up. */
const shortest = 64;
/** An index costs about as much as so many walks. */
const walksBeforeIndex = 8;
/** Rules and policies in all lists of a stage; beyond it lists are made again as they are asked for. */
export const mostReferences = 2 ** 22;

/** What of a stage selects a subject, with an index of the rules where it is worth one. */
class SubjectList implements Selected {
  readonly stage: Stage;
  readonly rules: readonly Rule[];
  readonly governing: readonly Policy[];
  readonly #room: IndexRoom;
  #index: RuleIndex | undefined;
  #walks = 0;

  constructor({ stage, rules, governing }: Selected, room: IndexRoom) {
    this.#room = room;
    this.stage = stage;
    this.rules = rules;
    this.governing = governing;
  }

  /** Without rules that cannot match. */
  for(question: Question): Asked {
    if (this.rules.length <= shortest) return this;
    if (this.#index === undefined) {
      if (this.#walks++ < walksBeforeIndex || this.#room.isFull) return this;
      this.#index = new RuleIndex(this.rules, this.#room.vectors);
      this.#room.add(this.#index.size);
    }
    return { stage: this.stage, rules: this.#index.find(question), governing: this.governing };
  }

  /** It will not be asked again. */
  leave(): void {
    if (this.#index === undefined) return;
    this.#room.add(-this.#index.size);
    this.#index.leave();
  }
}

/** The rules and policies of one stage and direction that select a subject; subjects that are alike share a list. */
export class StageLists {
  readonly #stage: Stage;
  readonly #direction: Direction;
  /** Of rules and policies. */
  readonly #expressions: readonly Expression[];
  readonly #numbers: ReadonlyMap<Expression, number>;
  readonly #most: number;
  readonly #room: IndexRoom;
  #lists = new Map<string, SubjectList>();
  #ofSubject = new WeakMap<Entity, SubjectList>();
  #references = 0;

  constructor(stage: Stage, direction: Direction, most: number, room: IndexRoom) {
    this.#stage = stage;
    this.#most = most;
    this.#room = room;
    this.#direction = direction;
    const asked = [
      ...stage.rules[direction].flatMap(({ policy, subject }) =>
        subject === undefined ? [policy.subject] : [policy.subject, subject],
      ),
      ...stage.policies.map(({ subject }) => subject),
    ];
    this.#expressions = [...new Set(asked)];
    this.#numbers = new Map(this.#expressions.map((expression, number) => [expression, number]));
  }

  of(subject: Entity): SubjectList {
    let list = this.#ofSubject.get(subject);
    if (list === undefined) {
      list = this.#listOf(subject);
      this.#ofSubject.set(subject, list);
    }
    return list;
  }

  #listOf(subject: Entity): SubjectList {
    const holds = Uint16Array.from(this.#expressions, (one) => Number(matches(one, subject)));
    const key = textOf(holds);
    let list = this.#lists.get(key);
    if (list === undefined) {
      list = this.#make(holds);
      this.#forget(list.rules.length + list.governing.length + key.length);
      this.#lists.set(key, list);
    }
    return list;
  }

  #make(holds: Uint16Array): SubjectList {
    const isHeld = (expression: Expression) => holds[this.#numbers.get(expression) as number] === 1;
    const rules = this.#stage.rules[this.#direction].filter(
      ({ policy, subject }) => isHeld(policy.subject) && (subject === undefined || isHeld(subject)),
    );
    const governing = this.#stage.policies.filter(
      ({ governs, subject }) => governs.includes(this.#direction) && isHeld(subject),
    );
    return new SubjectList({ stage: this.#stage, rules, governing }, this.#room);
  }

  /** All lists, where they would be too many with one that is so much larger. */
  #forget(more: number): void {
    this.#references += more;
    if (this.#references <= this.#most) return;
    this.#references = more;
    for (const list of this.#lists.values()) list.leave();
    this.#lists = new Map();
    this.#ofSubject = new WeakMap();
  }
}

function textOf(flags: Uint16Array): string {
  let text = '';
  for (let at = 0; at < flags.length; at++) text += flags[at] === 0 ? '0' : '1';
  return text;
}
