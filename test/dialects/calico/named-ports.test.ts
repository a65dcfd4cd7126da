import { describe, expect, it } from 'vitest';
import { lower } from './judging.ts';
import { gnp } from './objects.ts';

/** Whose ports the names of a policy's ingress rules mean, one expression for each name. */
function askedOf(rules: readonly string[]): readonly unknown[] {
  const { set } = lower(gnp(`{selector: "app == 'web'", types: [Ingress], ingress: [${rules.join(', ')}]}`));
  return set.stages
    .flatMap((stage) => stage.rules.ingress)
    .flatMap(({ traffic = [] }) => traffic)
    .flatMap((match) => [...(match.destinationPorts ?? []), ...(match.notDestinationPorts ?? [])])
    .flatMap((port) => ('name' in port ? [port.of] : []));
}

describe('named ports of Calico', () => {
  it.each([
    ['without a selector', ''],
    ['with one', 'selector: "has(app)", '],
  ])('ask for the pods of one expression in all rules, %s', (_, selector) => {
    const rule = (field: string) =>
      `{action: Allow, protocol: TCP, destination: {${selector}${field}: [http, metrics]}}`;
    const asked = askedOf([rule('ports'), rule('notPorts'), rule('ports')]);
    expect(asked).toHaveLength(6);
    expect(new Set(asked).size).toBe(1);
  });
});
