import { describe, expect, it } from 'vitest';
import { compileTrees } from '../../../src/compile/compile-lookup.ts';
import { CompiledJudge } from '../../../src/engine/compiled.ts';
import { ReferenceJudge } from '../../../src/engine/judge.ts';
import { engines, randomCase, worldOf } from '../../fuzz/case.ts';
import { differences, isSame } from '../../fuzz/judgement.ts';
import { Asker } from '../../fuzz/questions.ts';

const exhaustive = process.env.TIERWALL_EXHAUSTIVE === '1';
const cases = exhaustive ? 20_000 : 400;

describe('trees', () => {
  it(`answer as the reference does, in ${cases} random sets of every language`, {
    timeout: 3_600_000,
  }, () => {
    let [asked, answered] = [0, 0];
    for (let number = 0; number < cases; number++) {
      const one = randomCase(20_261_130, number, { questions: 250, packets: 0 });
      const { inventory, sets } = worldOf(one);
      const asker = new Asker(inventory, one.names);
      const trees = new CompiledJudge(sets[0], inventory, compileTrees);
      const reference = new ReferenceJudge(sets[0]);
      for (const question of one.questions) {
        const connection = asker.connection(question);
        const [ours, theirs] = [trees.judge(connection), reference.judge(connection)];
        if (!isSame(ours, theirs)) expect(differences(ours, theirs), `case ${one.id}`).toEqual([]);
        asked++;
        if (trees.answers(connection)) answered++;
      }
    }
    expect(answered).toBeGreaterThan(asked / 3);
    expect(engines.length).toBeGreaterThan(1);
  });
});
