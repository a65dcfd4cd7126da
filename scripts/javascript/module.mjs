/** A module of WebAssembly that Binaryen has read, as the text of a JavaScript function over its memory. */
import binaryen from 'assemblyscript/binaryen';
import { imported } from './access.mjs';
import { Statements } from './statements.mjs';

/** Lines of `function (memory) { ... }`. Throws where the module uses what the kernels have not used so far. */
export function javascriptOf(module) {
  const functions = [];
  for (let i = 0; i < module.getNumFunctions(); i++) {
    functions.push(binaryen.getFunctionInfo(module.getFunctionByIndex(i)));
  }
  const names = nameAll(functions);
  const own = functions.filter((one) => !isImported(one));
  return [
    'function (memory) {',
    ...views,
    `const { ${mathematics.join(', ')} } = Math;`,
    ...own.flatMap((one) => functionText(one, names)),
    `return { ${exportsOf(module, names).join(', ')} };`,
    '}',
  ];
}

/**
 * By the name that a function has for it. V8 takes the address and the length of a view for constants if the view is
 * loaded before the first loop, so each function begins with that. The functions of Math are constants anyway.
 */
const viewTypes = new Map([
  ['bytes', 'Uint8Array'],
  ['halves', 'Uint16Array'],
  ['words', 'Int32Array'],
  ['doubles', 'Float64Array'],
  ['view', 'DataView'],
]);
const views = [...viewTypes].map(([name, type]) => `const shared_${name} = new ${type}(memory.buffer);`);
const mathematics = ['clz32', 'floor', 'imul'];
const taken = [...viewTypes.keys(), ...mathematics, ...imported.keys()];

/** What a function loads first, by the text of its lines. */
function loadedViews(text) {
  const used = [...viewTypes.keys()].filter((name) => new RegExp(`\\b${name}[.[]`).test(text));
  return used.map((name) => ` const ${name} = shared_${name};`);
}

function isImported({ base }) {
  return Boolean(base);
}

/** By the name in WebAssembly: the last part of it, with a number where another function has that. */
function nameAll(functions) {
  const names = new Map();
  const used = new Set(taken);
  for (const { name, base } of functions) {
    if (base && !imported.has(base)) throw new Error(`no JavaScript for the import ${base}`);
    const plain = name.replace(/^.*\//, '').replace(/\W/g, '_');
    let unique = base || plain;
    for (let i = 2; !base && used.has(unique); i++) unique = `${plain}${i}`;
    used.add(unique);
    names.set(name, unique);
  }
  return names;
}

function exportsOf(module, names) {
  const exported = [];
  for (let i = 0; i < module.getNumExports(); i++) {
    const { kind, name, value } = binaryen.getExportInfo(module.getExportByIndex(i));
    if (kind === binaryen.ExternalFunction) exported.push(`${name}: ${names.get(value)}`);
  }
  return exported;
}

function functionText({ name, params, results, vars, body }, names) {
  const types = binaryen.expandType(params);
  const parameters = types.map((_, i) => `l${i}`);
  const statements = new Statements(names);
  const { writer } = statements;
  for (const i of vars.keys()) writer.declare(`l${types.length + i}`);
  for (const [i, type] of types.entries()) {
    writer.push(type === binaryen.i32 ? `l${i} = l${i} | 0;` : `l${i} = +l${i};`);
  }
  statements.write(body, { kind: results === binaryen.none ? 'none' : 'return' });
  const head = `function ${names.get(name)}(${parameters.join(', ')}) {`;
  return [head, ...loadedViews(writer.lines.join('\n')), ...writer.declaration(), ...writer.lines, '}'];
}
