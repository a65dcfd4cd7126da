import type { Answers } from '../answers.ts';
import {
  addAll,
  type Bits,
  emptyBits,
  forEachBit,
  fullBits,
  intersection,
  isEmpty,
  removeAll,
} from '../bits.ts';
import type { Program, ProgramStage } from '../programs.ts';
import type { LiveEntry } from './live-entries.ts';
import type { LiveTraffic } from './live-traffic.ts';

/**
 * Walks a program for one class of other ends and all traffic at once: by traffic class, the answer. It is what
 * compile/walk.ts does, with peer sets and traffic classes that grow.
 */
export class LiveWalk {
  readonly #program: Program;
  readonly #traffic: LiveTraffic;
  readonly #answers: Answers;
  readonly #matches: (entry: LiveEntry) => boolean;
  readonly #result: Int32Array;
  /** Traffic that passes on to a stage, by place of the stage; behind all stages: past them. */
  readonly #arrivals = new Map<number, Bits>();

  constructor(
    program: Program,
    matches: (entry: LiveEntry) => boolean,
    parts: { traffic: LiveTraffic; answers: Answers },
  ) {
    this.#program = program;
    this.#matches = matches;
    this.#traffic = parts.traffic;
    this.#answers = parts.answers;
    this.#result = new Int32Array(parts.traffic.size);
  }

  run(): Int32Array {
    let open = fullBits(this.#traffic.size);
    for (const stage of this.#program.stages) {
      this.#arrive(open, stage.index);
      open = this.#stage(stage, open);
    }
    this.#arrive(open, Number.POSITIVE_INFINITY);
    const verdict = this.#program.otherwise === 'accept' ? 'allow' : 'deny';
    const last = this.#answers.intern({ verdict, decider: { by: 'default' }, ...plain });
    forEachBit(open, (traffic) => {
      this.#result[traffic] = last;
    });
    return this.#result;
  }

  /** Takes in what passed on to this stage, or to one before it that has nothing to say here. */
  #arrive(open: Bits, index: number): void {
    for (const [target, passed] of this.#arrivals) {
      if (target > index) continue;
      addAll(open, passed);
      this.#arrivals.delete(target);
    }
  }

  /** What goes on to the next stage. */
  #stage(stage: ProgramStage, open: Bits): Bits {
    for (const entry of stage.entries as readonly LiveEntry[]) {
      if (entry.rule.action === 'log' || !this.#matches(entry)) continue;
      const matched =
        entry.traffic === undefined ? open.slice() : intersection(open, this.#traffic.in(entry.traffic));
      if (isEmpty(matched)) continue;
      removeAll(open, matched);
      if (entry.rule.action === 'pass') this.#pass(stage, matched);
      else this.#set(matched, this.#answers.ofRule(entry.rule));
    }
    if (stage.governing.length === 0 || stage.stage.ending === 'none') return open;
    if (stage.stage.ending === 'pass') this.#pass(stage, open);
    else this.#end(stage, open);
    return emptyBits(this.#traffic.size);
  }

  #pass({ passTo }: ProgramStage, traffic: Bits): void {
    const waiting = this.#arrivals.get(passTo);
    if (waiting === undefined) this.#arrivals.set(passTo, traffic);
    else addAll(waiting, traffic);
  }

  #end({ stage, governing }: ProgramStage, traffic: Bits): void {
    const decider = { by: 'ending', stage, isolatedBy: governing } as const;
    this.#set(traffic, this.#answers.intern({ verdict: 'deny', decider, ...plain }));
  }

  #set(traffic: Bits, answer: number): void {
    forEachBit(traffic, (one) => {
      this.#result[one] = answer;
    });
  }
}

const plain = { dependsOnRequest: false, holder: 0, ambiguous: false } as const;
