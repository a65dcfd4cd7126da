import type { SideAnswer } from '../../compile/answers.ts';
import type { Lookup } from '../../compile/lookup.ts';
import type { CompiledJudge } from '../../engine/compiled.ts';
import type { Combined, Judgement } from '../../engine/judge.ts';
import {
  originAmbiguous,
  originBytes,
  originDestination,
  originIsKernel,
  originSource,
} from '../../kernels/lane-layout.ts';
import type { ReasonWord } from '../../verdict/reason.ts';
import type { Decided } from '../judged.ts';
import type { Arena } from './arena.ts';

/** What records mean that kernels have made, by number: kernels note what they made them from. */
export class RecordMeanings {
  /** Who gave the answers. */
  judge: CompiledJudge | undefined;
  readonly #words: Uint32Array<ArrayBufferLike>;
  readonly #origins: number;

  /** `origins`: address of what records were made from. */
  constructor({ words }: Arena, origins: number) {
    this.#words = words;
    this.#origins = origins;
  }

  isOfKernel(number: number): boolean {
    return this.#words[this.#at(number) + originIsKernel / 4] !== 0;
  }

  /** With the entities that were asked first. */
  judged(number: number): { readonly judgement: Judgement; readonly reason: ReasonWord } {
    const at = this.#at(number);
    const { places } = this.#lookup;
    const source = places[this.#words[at + originSource / 4]];
    const destination = places[this.#words[at + originDestination / 4]];
    const judgement = (this.judge as CompiledJudge).fromAnswers(this.#answers(at), source, destination);
    return { judgement, reason: this.#reason(at, judgement) };
  }

  decided(number: number): Decided {
    const at = this.#at(number);
    const judgement = (this.judge as CompiledJudge).combined(this.#answers(at));
    return { verdict: judgement.verdict, reason: this.#reason(at, judgement), judgement };
  }

  /** Index of the first word. */
  #at(number: number): number {
    return (this.#origins + number * originBytes) / 4;
  }

  get #lookup(): Lookup {
    return (this.judge as CompiledJudge).lookup as Lookup;
  }

  #answers(at: number): readonly (SideAnswer | undefined)[] {
    const words = this.#words;
    const { all } = this.#lookup.answers;
    return [all[words[at]], all[words[at + 1]], all[words[at + 2]], all[words[at + 3] & ~originAmbiguous]];
  }

  #reason(at: number, { reason }: Combined): ReasonWord {
    return (this.#words[at + 3] & originAmbiguous) === 0 ? reason : 'ambiguous-backend';
  }
}
