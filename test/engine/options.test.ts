import { describe, expect, it } from 'vitest';
import { cilium } from '../../src/dialects/cilium/index.ts';
import { engineOptions } from '../../src/engine/engines.ts';

describe('options of an engine', () => {
  it.each(['allowICMPFragNeeded', 'allow-icmp-frag-needed', 'allowIcmpFragNeeded'])(
    'are known by flag and by Helm value: %s',
    (name) => {
      expect(engineOptions(cilium, new Map([[name, 'false']])).get('allowICMPFragNeeded')).toBe('false');
    },
  );

  it('have their defaults, and no other names', () => {
    expect(engineOptions(cilium, new Map()).get('allowLocalhost')).toBe('auto');
    expect(() => engineOptions(cilium, new Map([['allow-host', 'auto']]))).toThrow(/no option/);
  });
});
