import { describe, expect, it } from 'vitest';
import { type Ending, ExpiryQueue } from '../../src/dns/expiry-queue.ts';
import { createRandom } from '../kernels/random.ts';

describe('the queue of what ends', () => {
  it('gives what is over at a time, once, in order, whatever goes', () => {
    const random = createRandom(3);
    const queue = new ExpiryQueue<Ending>();
    const waiting = new Set<Ending>();
    let now = 0;
    for (let step = 0; step < 5000; step++) {
      // No two end at once, so that there is one order.
      const item = { expiry: now + random(50) + step / 10_000, isGone: false };
      queue.add(item);
      waiting.add(item);
      const some = [...waiting][random(waiting.size)];
      if (random(4) === 0) {
        waiting.delete(some);
        queue.leave(some);
      }
      now += random(3);
      const over = [...waiting].filter(({ expiry }) => expiry < now).sort((a, b) => a.expiry - b.expiry);
      expect(queue.takeBefore(now)).toEqual(over);
      for (const one of over) waiting.delete(one);
      const first = Math.min(...[...waiting].map(({ expiry }) => expiry));
      expect(queue.first).toBeLessThanOrEqual(first);
    }
  });

  it('keeps the order when most leave at once', () => {
    const random = createRandom(5);
    const queue = new ExpiryQueue<Ending>();
    const items = Array.from({ length: 1000 }, (_, n) => ({ expiry: random(1e6) + n / 1000, isGone: false }));
    for (const item of items) queue.add(item);
    for (const item of items.slice(0, 900)) queue.leave(item);
    expect(queue.size).toBeLessThan(250);
    const left = items.slice(900).sort((a, b) => a.expiry - b.expiry);
    expect(queue.takeBefore(5e5)).toEqual(left.filter(({ expiry }) => expiry < 5e5));
    expect(queue.takeBefore(2e6)).toEqual(left.filter(({ expiry }) => expiry >= 5e5));
  });

  it('looks for what is gone only when that is most of it', () => {
    const queue = new ExpiryQueue<Ending>();
    const items = Array.from({ length: 100 }, (_, n) => ({ expiry: n, isGone: false }));
    for (const item of items) queue.add(item);
    for (const item of items.slice(0, 51)) queue.leave(item);
    expect(queue.size).toBe(49);
    for (const item of items.slice(51, 70)) queue.leave(item);
    expect(queue.size).toBe(49);
    expect(queue.takeBefore(70)).toEqual([]);
    expect(queue.size).toBe(30);
    for (const item of items.slice(70, 80)) queue.leave(item);
    expect(queue.size).toBe(30);
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
