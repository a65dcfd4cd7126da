import { soundInventory } from '../../inventory/helpers.ts';

/** Three tenants and one namespace without their labels, two nodes, a Service, and a client outside: 203.0.113.7. */
export const inventory = soundInventory(`
cluster:
  namespaces:
  - {name: red, labels: {org: acme, stage: prod}}
  - {name: blue, labels: {org: acme, stage: test}}
  - {name: green, labels: {org: umbrella, stage: prod}}
  - {name: plain, labels: {}}
  serviceAccounts:
  - {namespace: red, name: robot}
  - {namespace: green, name: robot}
  nodes:
  - {name: n1, labels: {zone: a}, ips: [172.18.0.11, "fd00:18::11"]}
  - {name: n2, labels: {zone: b}, ips: [172.18.0.12]}
  pods:
  - {namespace: red, name: web, node: n1, labels: {app: web}, serviceAccount: robot, ips: [10.1.0.1, "fd00:1::1"], ports: [{name: http, port: 8080}]}
  - {namespace: red, name: db, node: n2, labels: {app: db}, ips: [10.1.0.2], ports: [{name: sql, port: 5432}]}
  - {namespace: blue, name: web, node: n1, labels: {app: web}, ips: [10.1.1.1, "fd00:1::101"], ports: [{name: http, port: 8081}]}
  - {namespace: blue, name: db, node: n2, labels: {app: db}, ips: [10.1.1.2]}
  - {namespace: green, name: web, node: n1, labels: {app: web}, serviceAccount: robot, ips: [10.1.2.1]}
  - {namespace: plain, name: web, node: n2, labels: {app: web}, ips: [10.1.3.1]}
  - {namespace: plain, name: db, node: n2, labels: {app: db}, ips: [10.1.3.2]}
  - {namespace: plain, name: agent, node: n1, hostNetwork: true, labels: {app: agent}, ips: [172.18.0.11]}
  services:
  - {namespace: red, name: web, clusterIP: 10.96.0.1, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
  - {namespace: red, name: antrea-mc-shared, clusterIP: 10.96.0.3, endpoints: [10.1.0.2], ports: [{port: 80, targetPort: 80}]}
  - {namespace: red, name: odd, clusterIP: 10.96.0.2, endpoints: [10.1.0.2], ports: [{port: 80, targetPort: 80}]}
`);
