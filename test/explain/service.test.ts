import { describe, expect, it } from 'vitest';
import { explain, policy, text } from './world.ts';

const canaryOnly = policy('canary', '{podSelector: {matchLabels: {track: canary}}}');
const toService = { to: 'svc:shop/web', port: 80 };

describe('a connection through a service', () => {
  it('is explained for a backend, and stands for all where they agree', () => {
    const { service, connection } = explain([], toService);
    expect(connection).toMatchObject({ to: 'svc:shop/web', destination: '10.0.0.2', port: 8080 });
    expect(service).toMatchObject({
      name: 'web',
      frontend: { address: '10.96.0.1', port: 80 },
      ambiguous: false,
    });
    expect(text([], toService)).toContain(
      'through service shop/web at 10.96.0.1 port 80 to shop/web-0 (10.0.0.2 port 8080), as its other 1',
    );
  });

  it('is explained for the strictest where they differ, and says so', () => {
    const { verdict, service } = explain([canaryOnly], toService);
    expect(verdict).toBe('deny');
    expect(service).toMatchObject({
      ambiguous: true,
      backends: [
        { endpoints: ['shop/web-0'], verdict: 'allow', explained: false },
        { endpoints: ['shop/web-1'], verdict: 'deny', explained: true },
      ],
    });
    expect(text([canaryOnly], toService).split('\n').slice(1, 4)).toEqual([
      '  through service shop/web at 10.96.0.1 port 80, whose backends are judged differently; the walk is that of shop/web-1 (10.0.0.3 port 8080)',
      '    allow  shop/web-0 (10.0.0.2 port 8080)',
      '    deny   shop/web-1 (10.0.0.3 port 8080)',
    ]);
  });

  it('is judged at the address of the service where that has no backend', () => {
    const asked = { to: 'svc:shop/empty', port: 80 };
    expect(explain([], asked).service).toMatchObject({ backends: [], ambiguous: false });
    expect(text([], asked)).toContain("it has no backend, so the service's own address is judged");
  });

  it('may be asked about behind it', () => {
    const { service } = explain([], { to: 'shop/web-1', port: 8080, via: 'shop/web' });
    expect(service).toMatchObject({ name: 'web', frontend: null, backends: [{ address: '10.0.0.3' }] });
    expect(text([], { via: 'shop/web' })).toContain(
      'through service shop/web to shop/web-0 (10.0.0.2 port 8080)\n',
    );
  });

  it('is no service where none is on the way', () => {
    expect(explain([]).service).toBe(null);
  });
});
