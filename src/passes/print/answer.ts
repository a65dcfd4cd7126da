import type { SideAnswer } from '../../compile/answers.ts';
import { deciderPlace, deciderText } from '../../engine/decided-by.ts';
import type { Direction } from '../../ir/policy.ts';

/** `allow, NetworkPolicy shop/db, ingress rule 0, shop.yaml:12`. */
export function answerText(answer: SideAnswer | undefined, direction: Direction): string {
  if (answer === undefined) return 'nobody is asked';
  const { verdict, decider, ambiguous, dependsOnRequest } = answer;
  const place = deciderPlace(decider);
  const notes = [
    deciderText(decider, direction),
    ...(place === '' ? [] : [place]),
    ...(dependsOnRequest ? ['depends on the request'] : []),
    ...(ambiguous ? ['holders are judged differently'] : []),
  ];
  return `${verdict}, ${notes.join(', ')}`;
}
