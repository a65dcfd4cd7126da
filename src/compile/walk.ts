import type { Rule } from '../ir/policy.ts';
import type { Answers } from './answers.ts';
import { addAll, type Bits, countOf, emptyBits, forEachBit, fullBits, hasBit } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Classes } from './classes.ts';
import type { Program, ProgramStage } from './programs.ts';
import type { TrafficClasses } from './traffic.ts';

/** What walks need to know beside their programs. */
export interface WalkParts {
  readonly traffic: TrafficClasses;
  readonly classes: Classes;
  readonly answers: Answers;
  readonly budget: Budget;
}

/** An entry that decides or passes, with its sets as classes. */
interface Step {
  /** Classes of the other end; undefined: all. */
  readonly inside: Bits | undefined;
  /** Undefined: any traffic. */
  readonly traffic: Bits | undefined;
  readonly rule: Rule;
}

/** A set of so few classes is found by class, so that a walk does not ask the steps of all other classes. */
const fewClasses = 16;

interface WalkStage extends Omit<ProgramStage, 'entries'> {
  readonly steps: readonly Step[];
  /** Places of the steps that every walk asks. */
  readonly asked: readonly number[];
  /** By class, places of the steps that are for few others. */
  readonly ofFew: ReadonlyMap<number, readonly number[]>;
}

/** A program made ready to be walked for one class of other ends after another. */
export interface WalkProgram {
  readonly stages: readonly WalkStage[];
  readonly otherwise: Program['otherwise'];
}

/** What of a program is known before it is made ready. */
export interface Survey {
  /** The classes of all steps, each set once. */
  readonly sets: ReadonlySet<Bits>;
  /** Number of steps that every walk asks. */
  readonly asked: number;
}

/**
 * Walks programs for one class of other ends and all traffic at once: by traffic class, the answer. It is the walk of
 * reference/evaluate.ts with sets of traffic classes in place of one connection.
 */
export class Walker {
  readonly #traffic: TrafficClasses;
  readonly #classes: Classes;
  readonly #budget: Budget;
  readonly #answers: Answers;
  readonly #all: Bits;
  readonly #sizes = new Map<Bits, number>();
  /** Traffic of which nothing is decided yet, and what of it the step at hand matches: of one walk at a time. */
  readonly #open: Bits;
  readonly #matched: Bits;
  /** Traffic that passes on to a stage, by place of the stage; behind all stages: past them. */
  readonly #arrivals = new Map<number, Bits>();

  constructor({ traffic, classes, answers, budget }: WalkParts) {
    this.#budget = budget;
    this.#traffic = traffic;
    this.#classes = classes;
    this.#answers = answers;
    this.#all = fullBits(traffic.size);
    this.#open = emptyBits(traffic.size);
    this.#matched = emptyBits(traffic.size);
  }

  /** How many classes are in a set of them. */
  sizeOf(set: Bits): number {
    let size = this.#sizes.get(set);
    if (size === undefined) {
      size = countOf(set);
      this.#sizes.set(set, size);
    }
    return size;
  }

  survey({ stages }: Program): Survey {
    const sets = new Set<Bits>();
    let asked = 0;
    for (const { entries } of stages) {
      for (const { rule, groups } of entries) {
        if (rule.action === 'log') continue;
        const inside = groups && this.#classes.in(groups);
        if (inside !== undefined) sets.add(inside);
        if (!this.#isOfFew(inside)) asked++;
      }
    }
    return { sets, asked };
  }

  prepare({ stages, otherwise }: Program): WalkProgram {
    return { stages: stages.map((stage) => this.#prepare(stage)), otherwise };
  }

  #prepare({ stage, index, passTo, governing, entries }: ProgramStage): WalkStage {
    const steps: Step[] = [];
    const asked: number[] = [];
    const ofFew = new Map<number, number[]>();
    for (const { rule, groups, traffic } of entries) {
      if (rule.action === 'log') continue;
      const inside = groups && this.#classes.in(groups);
      const place = steps.push({ inside, traffic: traffic && this.#traffic.in(traffic), rule }) - 1;
      if (this.#isOfFew(inside)) forEachBit(inside, (peer) => addTo(ofFew, peer, place));
      else asked.push(place);
    }
    return { stage, index, passTo, governing, steps, asked, ofFew };
  }

  #isOfFew(inside: Bits | undefined): inside is Bits {
    return inside !== undefined && this.sizeOf(inside) <= fewClasses;
  }

  /** For the other ends of class `peer`; writes an answer for each traffic class. */
  run({ stages, otherwise }: WalkProgram, peer: number, result: Int32Array): void {
    this.#open.set(this.#all);
    for (const stage of stages) {
      this.#arrive(stage.index);
      this.#stage(stage, peer, result);
    }
    this.#arrive(Number.POSITIVE_INFINITY);
    const verdict = otherwise === 'accept' ? 'allow' : 'deny';
    setAll(result, this.#open, this.#answers.intern({ verdict, decider: { by: 'default' }, ...plain }));
  }

  /** Takes in what passed on to this stage, or to one before it that has nothing to say here. */
  #arrive(index: number): void {
    for (const [target, passed] of this.#arrivals) {
      if (target > index) continue;
      addAll(this.#open, passed);
      this.#arrivals.delete(target);
    }
  }

  /** Leaves open what goes on to the next stage. */
  #stage(stage: WalkStage, peer: number, result: Int32Array): void {
    const { steps, asked, ofFew } = stage;
    const own = ofFew.get(peer) ?? [];
    let words = 0;
    for (let a = 0, o = 0; a < asked.length || o < own.length; ) {
      const isOwn = a === asked.length || own[o] < asked[a];
      const { inside, traffic, rule } = steps[isOwn ? own[o++] : asked[a++]];
      if (!isOwn && inside !== undefined && !hasBit(inside, peer)) continue;
      words += this.#open.length;
      if (!this.#match(traffic)) continue;
      if (rule.action === 'pass') this.#pass(stage, this.#matched);
      else setAll(result, this.#matched, this.#answers.ofRule(rule));
    }
    this.#budget.spend('walkSteps', words);
    if (stage.governing.length === 0 || stage.stage.ending === 'none') return;
    if (stage.stage.ending === 'pass') this.#pass(stage, this.#open);
    else setAll(result, this.#open, this.#endingOf(stage));
    this.#open.fill(0);
  }

  /** Moves this traffic from what is open to what is matched. False where there is none. */
  #match(traffic: Bits | undefined): boolean {
    const [open, matched] = [this.#open, this.#matched];
    let any = 0;
    for (let i = 0; i < open.length; i++) {
      const word = traffic === undefined ? open[i] : open[i] & traffic[i];
      matched[i] = word;
      open[i] &= ~word;
      any |= word;
    }
    return any !== 0;
  }

  #pass({ passTo }: WalkStage, traffic: Bits): void {
    const waiting = this.#arrivals.get(passTo);
    if (waiting === undefined) this.#arrivals.set(passTo, traffic.slice());
    else addAll(waiting, traffic);
  }

  #endingOf({ stage, governing }: WalkStage): number {
    const decider = { by: 'ending', stage, isolatedBy: governing } as const;
    return this.#answers.intern({ verdict: 'deny', decider, ...plain });
  }
}

const plain = { dependsOnRequest: false, holder: 0, ambiguous: false } as const;

function addTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function setAll(result: Int32Array, traffic: Bits, answer: number): void {
  for (let i = 0; i < traffic.length; i++) {
    for (let word = traffic[i]; word !== 0; word &= word - 1)
      result[i * 32 + 31 - Math.clz32(word & -word)] = answer;
  }
}
