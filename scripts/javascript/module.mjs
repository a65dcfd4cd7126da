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
    ...own.flatMap((one) => functionText(one, names)),
    `return { ${exportsOf(module, names).join(', ')} };`,
    '}',
  ];
}

/** The functions of Math are named, so that a look at this text tells what there is. */
const views = [
  'const { buffer } = memory;',
  'const bytes = new Uint8Array(buffer);',
  'const halves = new Uint16Array(buffer);',
  'const words = new Int32Array(buffer);',
  'const doubles = new Float64Array(buffer);',
  'const view = new DataView(buffer);',
  'const { clz32, floor, imul } = Math;',
];
const taken = ['bytes', 'halves', 'words', 'doubles', 'view', 'clz32', 'floor', 'imul', ...imported.keys()];

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
  return [head, ...writer.declaration(), ...writer.lines, '}'];
}
