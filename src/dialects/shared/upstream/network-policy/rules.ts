import { portName } from '../../../../manifest/names.ts';
import { cidrCovers } from '../../../../net/cidr.ts';
import { readCidr } from '../../cidr.ts';
import { textRule } from '../../schema.ts';
import { isObject, itemsOf, type Rule, shown } from '../../violation.ts';

/** What the API server's Go validation of NetworkPolicy checks beyond the shape of the fields. */

/** IntOrString: a text is a port name, never a number in quotes. */
export const portValueRule: Rule = textRule(portName, 'invalid-port-name', (text) =>
  /^\d+$/.test(text) ? `a text is a port name: write the number without quotes: ${Number(text)}` : undefined,
);

/** endPort makes a range of a numeric port; it may equal the port. */
export const endPortRule: Rule = (value, report) => {
  const { port, endPort } = isObject(value) ? value : {};
  if (endPort === undefined) return;
  const path = ['endPort'];
  if (port === undefined) {
    report({ path, code: 'end-port-without-port', message: 'Forbidden: endPort needs a port' });
  } else if (typeof port === 'string') {
    report({ path, code: 'end-port-named', message: 'Forbidden: endPort cannot go with a named port' });
  } else if (typeof port === 'number' && typeof endPort === 'number' && endPort < port) {
    const message = `Invalid value: ${shown(endPort)}: must be greater than or equal to port ${port}`;
    report({ path, code: 'end-port-order', message });
  }
};

/** At least one field; ipBlock excludes the selectors. */
export const peerRule: Rule = (value, report) => {
  if (!isObject(value)) return;
  const fields = Object.keys(value);
  if (fields.length === 0) {
    report({
      path: [],
      code: 'empty-peer',
      message: 'Required value: a peer needs podSelector, namespaceSelector or ipBlock',
      hint: 'To allow every peer leave out the whole list; for every pod write namespaceSelector: {}',
    });
  }
  if (
    value.ipBlock !== undefined &&
    (value.podSelector !== undefined || value.namespaceSelector !== undefined)
  ) {
    const message = 'Forbidden: ipBlock cannot go with podSelector or namespaceSelector in one peer';
    report({ path: ['ipBlock'], code: 'ip-block-alone', message, hint: 'Make two items of the list.' });
  }
};

/** Each exception lies inside the block and is smaller than it. */
export const exceptRule: Rule = (value, report) => {
  const { cidr, except } = isObject(value) ? value : {};
  const block = typeof cidr === 'string' ? readCidr(cidr) : undefined;
  if (block === undefined) return;
  for (const [index, item] of itemsOf(except).entries()) {
    const hole = typeof item === 'string' ? readCidr(item) : undefined;
    if (hole === undefined) continue;
    if (cidrCovers(block.cidr, hole.cidr) && hole.cidr.length > block.cidr.length) continue;
    const message = `Invalid value: ${shown(item)}: must be a strict subset of ${shown(cidr)}`;
    report({ path: ['except', index], code: 'except-outside-cidr', message });
  }
};
