import { inventoryFromShortForm } from '../../../src/inventory/build.ts';
import { parseDocuments } from '../../../src/manifest/document.ts';

/** Two nodes, four namespaces, pods of both families, services: all that the rules of Calico can ask for. */
const text = `
namespaces:
  - {name: shop, labels: {team: retail, env: prod}}
  - {name: data, labels: {team: store, env: prod}}
  - {name: lab, labels: {team: retail, env: dev}}
  - {name: core, labels: {}}
serviceAccounts:
  - {namespace: shop, name: web-sa, labels: {role: ui}}
  - {namespace: data, name: db-sa, labels: {role: store}}
nodes:
  - {name: n1, labels: {zone: a}, ips: [172.18.0.11], interfaces: [{name: eth0, ips: [172.18.0.11]}]}
  - {name: n2, labels: {zone: b}, ips: [172.18.0.12], interfaces: [{name: eth0, ips: [172.18.0.12]}]}
  - {name: n3, labels: {}, ips: [172.18.0.13, 192.168.0.13],
     interfaces: [{name: eth0, ips: [172.18.0.13]}, {name: eth1, ips: [192.168.0.13]}, {name: eth2, ips: [192.168.1.13]}]}
  - {name: n4, labels: {}, ips: [172.18.0.14, 192.168.0.14, 192.168.1.14]}
pods:
  - {namespace: shop, name: web, node: n1, labels: {app: web}, serviceAccount: web-sa, ips: [10.1.0.11, fd00:1::11],
     ports: [{name: http, port: 8080, protocol: TCP}]}
  - {namespace: shop, name: cart, node: n2, labels: {app: cart}, ips: [10.1.0.12, fd00:1::12],
     ports: [{name: http, port: 8081, protocol: TCP}, {name: stats, port: 8125, protocol: UDP}]}
  - {namespace: data, name: db, node: n1, labels: {app: db, 'pcns.team': retail}, serviceAccount: db-sa,
     ips: [10.1.0.21, fd00:1::21], ports: [{name: sql, port: 5432, protocol: TCP}]}
  - {namespace: data, name: db2, node: n2, labels: {app: db}, serviceAccount: db-sa, ips: [10.1.0.22, fd00:1::22],
     ports: [{name: sql, port: 5433, protocol: TCP}]}
  - {namespace: lab, name: nb, node: n2, labels: {}, ips: [10.1.0.31, fd00:1::31]}
  - {namespace: lab, name: far, node: n3, labels: {app: far}, ips: [10.1.0.32]}
  - {namespace: core, name: agent, node: n1, labels: {app: agent}, hostNetwork: true, ips: [172.18.0.11]}
services:
  - {namespace: shop, name: web, selector: {app: web}, clusterIP: 10.96.0.1,
     ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]}
  - {namespace: data, name: db, selector: {app: db}, clusterIP: 10.96.0.2,
     ports: [{name: sql, port: 5432, targetPort: sql, protocol: TCP}]}
  - {namespace: shop, name: cart, selector: {app: cart}, clusterIP: 10.96.0.3, externalIPs: [192.0.2.80],
     ports: [{name: http, port: 80, targetPort: 8081, nodePort: 30080, protocol: TCP}]}
  - {namespace: core, name: agent, selector: {app: agent}, clusterIP: 10.96.0.4, externalIPs: [192.0.2.81],
     ports: [{name: metrics, port: 80, targetPort: 9100, nodePort: 30091, protocol: TCP}],
     endpoints: [{ip: 172.18.0.11, port: 9100}]}
`;

const [document] = parseDocuments(text, 'cluster.yaml').documents;

export const { inventory, diagnostics } = inventoryFromShortForm(document.value, (path) =>
  document.source(path),
);
