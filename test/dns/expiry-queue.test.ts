import { describe, expect, it } from 'vitest';
import { type Ending, ExpiryQueue } from '../../src/dns/expiry-queue.ts';
import { createRandom } from '../kernels/random.ts';

describe('the queue of what ends', () => {
  it('gives what is over at a time, once, in order, whatever lives on or goes', () => {
    const random = createRandom(3);
    const queue = new ExpiryQueue<Ending>();
    const waiting = new Set<Ending>();
    let now = 0;
    for (let step = 0; step < 5000; step++) {
      const item = { expiry: now + random(50), isGone: false };
      queue.add(item);
      waiting.add(item);
      const some = [...waiting][random(waiting.size)];
      const fate = random(4);
      if (fate === 0) some.expiry += random(30);
      if (fate === 1) {
        waiting.delete(some);
        queue.leave(some);
      }
      now += random(3);
      const over = [...waiting].filter(({ expiry }) => expiry < now);
      const taken = queue.takeBefore(now);
      expect(new Set(taken)).toEqual(new Set(over));
      expect(taken.length).toBe(over.length);
      for (const one of over) waiting.delete(one);
      const first = Math.min(...[...waiting].map(({ expiry }) => expiry));
      expect(queue.first).toBeLessThanOrEqual(first);
    }
  });

  it('does not grow by what is gone', () => {
    const queue = new ExpiryQueue<Ending>();
    let last: Ending | undefined;
    for (let n = 0; n < 10_000; n++) {
      const item = { expiry: 1e9 + n, isGone: false };
      queue.add(item);
      if (last !== undefined) queue.leave(last);
      last = item;
    }
    expect(queue.size).toBeLessThan(4);
    expect(queue.takeBefore(2e9)).toEqual([last]);
    expect(queue.first).toBe(Number.POSITIVE_INFINITY);
  });
});
