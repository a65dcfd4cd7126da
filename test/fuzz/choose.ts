import type { JsonObject, JsonValue } from '../../src/manifest/manifest.ts';
import type { Random } from '../kernels/generator.ts';

/** Makes a value out of random numbers. */
export type Make<T> = (random: Random) => T;

export function pick<T>(...values: readonly T[]): Make<T> {
  return (random) => random.of(values);
}

/** One of several ways to make it, each as likely as the others. */
export function either<T>(...makes: readonly Make<T>[]): Make<T> {
  return (random) => random.of(makes)(random);
}

/** `least` to `most` of them. */
export function listOf<T>(make: Make<T>, least: number, most: number): Make<T[]> {
  return (random) => Array.from({ length: least + random.below(most - least + 1) }, () => make(random));
}

/** An object: the fields of `always`, and each of `sometimes` with this probability. */
export function record(
  always: Readonly<Record<string, Make<JsonValue>>>,
  sometimes: Readonly<Record<string, Make<JsonValue>>> = {},
  probability = 0.5,
): Make<JsonObject> {
  return (random) => {
    const made: Record<string, JsonValue> = {};
    for (const [key, make] of Object.entries(always)) made[key] = make(random);
    for (const [key, make] of Object.entries(sometimes)) {
      if (random.chance(probability)) made[key] = make(random);
    }
    return made;
  };
}

/** A Kubernetes object of this kind, called `p<number>`; without a namespace it is cluster-scoped. */
export function manifest(
  apiVersion: string,
  kind: string,
  spec: Make<JsonValue>,
  metadata: Make<JsonObject> = () => ({}),
): (random: Random, number: number) => JsonObject {
  return (random, number) => ({
    apiVersion,
    kind,
    metadata: { name: `p${number}`, ...metadata(random) },
    spec: spec(random),
  });
}
