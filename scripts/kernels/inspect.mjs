/** Sections that a kernel module must not have: each new instance would write them into the shared memory again. */
const forbiddenSections = new Map([
  [6, 'global'],
  [8, 'start'],
  [11, 'data'],
]);
const headerLength = 8;

/** Throws unless the module consists of code over one imported memory. */
export function inspect(module) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(module));
  const names = imports.map((one) => `${one.module}.${one.name} (${one.kind})`).join(', ');
  if (names !== 'env.memory (memory)') throw new Error(`the kernels import ${names}`);
  for (const id of sectionIds(module)) {
    const name = forbiddenSections.get(id);
    if (name !== undefined) throw new Error(`the kernels have a ${name} section`);
  }
}

function sectionIds(module) {
  const ids = [];
  let at = headerLength;
  while (at < module.length) {
    ids.push(module[at++]);
    let length = 0;
    let shift = 0;
    let byte;
    do {
      byte = module[at++];
      length |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    at += length;
  }
  return ids;
}
