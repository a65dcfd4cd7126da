import type { Direction, Rule } from '../ir/policy.ts';
import type { Decider, SideVerdict } from '../reference/evaluate.ts';

/** What one side says, for every connection of which it says the same. */
export interface SideAnswer extends SideVerdict {
  readonly id: number;
  /** Which of the place's holders it was given for. */
  readonly holder: number;
  /** Holders were judged differently: the strictest verdict stands. */
  readonly ambiguous: boolean;
}

/** Nobody holds the address, so nobody is asked. */
export const absent = 0;

/** All answers, each once. Number 0 is `absent` and has none. */
export class Answers {
  readonly all: (SideAnswer | undefined)[] = [undefined];
  readonly #byKey = new Map<string, number>();
  readonly #numbers = new Map<object, number>();
  readonly #ofRule = new Map<Rule, number>();

  intern(answer: Omit<SideAnswer, 'id'>): number {
    const { verdict, decider, dependsOnRequest, holder, ambiguous } = answer;
    const key = `${verdict} ${this.#deciderKey(decider)} ${dependsOnRequest} ${holder} ${ambiguous}`;
    let id = this.#byKey.get(key);
    if (id === undefined) {
      id = this.all.length;
      this.all.push({ ...answer, id });
      this.#byKey.set(key, id);
    }
    return id;
  }

  /** What a rule says that accepts or denies. Nobody has looked at the request: see reference/evaluate.ts. */
  ofRule(rule: Rule): number {
    let answer = this.#ofRule.get(rule);
    if (answer === undefined) {
      const verdict = rule.action === 'accept' ? 'allow' : (rule.action as 'deny' | 'reject');
      const decider = { by: 'rule', rule } as const;
      const dependsOnRequest = rule.request !== undefined;
      answer = this.intern({ verdict, decider, dependsOnRequest, holder: 0, ambiguous: false });
      this.#ofRule.set(rule, answer);
    }
    return answer;
  }

  /**
   * Of one address that several hold: the strictest, marked if they disagree; among those that agree, the one that a
   * policy decided says most.
   */
  combine(ids: readonly number[]): number {
    if (ids.length === 1) return ids[0];
    const answers = ids.map((id) => this.all[id] as SideAnswer);
    const found = answers.findIndex(({ verdict }) => verdict !== 'allow');
    const telling = answers.findIndex(({ decider }) => decider.by !== 'default');
    const holder = Math.max(0, found >= 0 ? found : telling);
    const chosen = answers[holder];
    return this.intern({
      ...chosen,
      holder,
      ambiguous: answers.some(({ verdict }) => verdict !== chosen.verdict),
    });
  }

  #deciderKey(decider: Decider): string {
    if (decider.by === 'default') return '-';
    if (decider.by === 'rule') return `r${this.#number(decider.rule)}`;
    return `e${this.#number(decider.stage)},${this.#number(decider.isolatedBy)}`;
  }

  #number(thing: object): number {
    let number = this.#numbers.get(thing);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(thing, number);
    }
    return number;
  }
}

/** The sides of a connection, in the order in which it meets them. */
export const sides = ['egress', 'forwardedEgress', 'forwardedIngress', 'ingress'] as const;
export type SideName = (typeof sides)[number];

export const directionOf: Readonly<Record<SideName, Direction>> = {
  egress: 'egress',
  forwardedEgress: 'egress',
  forwardedIngress: 'ingress',
  ingress: 'ingress',
};
