// A gRPC server and client over cleartext HTTP/2.
// Usage: node grpc_catalog.mjs MODULES serve PORT
//        node grpc_catalog.mjs MODULES call HOST:PORT
// MODULES is a folder with @grpc/grpc-js and @grpc/proto-loader in its node_modules.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, role, target] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const grpc = require('@grpc/grpc-js');
const { shop } = grpc.loadPackageDefinition(require('@grpc/proto-loader').loadSync(join(import.meta.dirname, 'catalog.proto')));
const items = ['apple', 'pear', 'plum', 'quince', 'medlar'].map((name, index) => ({ name, quantity: index + 3 }));

function getItem({ request }, answer) {
  const item = items.find(({ name }) => name === request.name);
  if (item) answer(null, item);
  else answer({ code: grpc.status.NOT_FOUND, details: `no item ${request.name}` });
}

function listItems(call) {
  for (const item of items.slice(0, call.request.limit)) call.write(item);
  call.end();
}

function watch(call) {
  call.on('data', ({ name }) => call.write(items.find((item) => item.name === name)));
  call.on('end', () => call.end());
}

function serve(port) {
  const server = new grpc.Server();
  server.addService(shop.Catalog.service, { getItem, listItems, watch });
  server.bindAsync(`[::]:${port}`, grpc.ServerCredentials.createInsecure(), (error) => {
    if (error) throw error;
  });
}

const unary = (client, request) =>
  new Promise((resolve) => client.getItem(request, (error, item) => resolve(error ? grpc.status[error.code] : item)));

async function call(address) {
  const client = new shop.Catalog(address, grpc.credentials.createInsecure());
  await new Promise((resolve, reject) => client.waitForReady(Date.now() + 2500, (error) => (error ? reject(error) : resolve())));
  console.log(await unary(client, { name: 'pear' }), await unary(client, { name: 'durian' }));
  for await (const item of client.listItems({ limit: 5 })) console.log(item);
  const stream = client.watch();
  for (const name of ['plum', 'apple', 'medlar']) {
    stream.write({ name });
    console.log(await once(stream, 'data'));
  }
  stream.end();
  await once(stream, 'end');
  client.close();
}

if (role === 'serve') serve(target);
else await call(target);
