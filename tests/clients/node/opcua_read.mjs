// Reads the floor with node-opcua and prints one JSON line per change and per event; ends when the input ends.
//
//   node opcua_read.mjs '{"url": ..., "userName": ..., "password": ..., "secure": true, "certificateFile": ...,
//                         "privateKeyFile": ..., "applicationUri": ..., "folder": ..., "namespace": ...}'
import {
  AttributeIds,
  ClientMonitoredItem,
  ClientSubscription,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  UserTokenType,
  constructEventFilter,
} from "node-opcua-client";
import { OPCUACertificateManager } from "node-opcua-certificate-manager";

const given = JSON.parse(process.argv[2]);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const FIELDS = ["SourceStream", "SourceSeq", "EventKind", "OccurredAt", "JobOrderID", "Inputs", "Outputs"];

// node-opcua gives a 64-bit integer as [high, low]
const number = (value) => (Array.isArray(value) ? value[0] * 2 ** 32 + value[1] : value);

const manager = new OPCUACertificateManager({
  rootFolder: given.folder,
  automaticallyAcceptUnknownCertificate: true,
});
await manager.initialize();

const client = OPCUAClient.create({
  endpointMustExist: false,
  clientCertificateManager: manager,
  connectionStrategy: { maxRetry: 2, initialDelay: 100, maxDelay: 500 },
  ...(given.secure && {
    securityMode: MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy.Basic256Sha256,
    certificateFile: given.certificateFile,
    privateKeyFile: given.privateKeyFile,
    applicationUri: given.applicationUri,
  }),
});

const browsed = async (session, node) =>
  (await session.browse(node)).references.map(({ browseName, nodeId }) => [browseName.name, nodeId.toString()]);

try {
  await client.connect(given.url);
  const session = await client.createSession({
    type: UserTokenType.UserName,
    userName: given.userName,
    password: given.password,
  });
  await session.readNamespaceArray();
  const index = session.getNamespaceIndex(given.namespace);

  const [, machines] = (await browsed(session, "ObjectsFolder")).find(([name]) => name === "Machines");
  const equipment = await browsed(session, machines);
  const subscription = ClientSubscription.create(session, {
    requestedPublishingInterval: 100,
    requestedMaxKeepAliveCount: 20,
    requestedLifetimeCount: 100,
    maxNotificationsPerPublish: 1000,
    publishingEnabled: true,
    priority: 1,
  });
  const waiting = [];
  const watch = (nodeId, parameters, onChange, attributeId = AttributeIds.Value) => {
    const item = ClientMonitoredItem.create(subscription, { nodeId, attributeId }, parameters, TimestampsToReturn.Both);
    item.on("changed", onChange);
    waiting.push(new Promise((resolve, reject) => item.on("initialized", resolve).on("err", reject)));
  };

  for (const [name, machine] of equipment) {
    const last = (await browsed(session, machine)).find(([part]) => part === "Last");
    for (const [kind, card] of last ? await browsed(session, last[1]) : []) {
      const node = Object.fromEntries(await browsed(session, card));
      watch(node.SourceSeq, { samplingInterval: 50, queueSize: 10 }, (change) =>
        say({
          what: "change",
          machine: name,
          kind,
          seq: number(change.value.value),
          source: change.sourceTimestamp,
          server: change.serverTimestamp,
        }),
      );
    }
  }
  const filter = constructEventFilter(["SourceName", ...FIELDS.map((field) => `${index}:${field}`)]);
  watch(
    "i=2253", // the Server object
    { samplingInterval: 0, queueSize: 1000, discardOldest: false, filter },
    (fields) => {
      const [sourceName, ...values] = fields.map((field) => number(field.value));
      say({ what: "event", sourceName, ...Object.fromEntries(FIELDS.map((field, place) => [field, values[place]])) });
    },
    AttributeIds.EventNotifier,
  );
  await Promise.all(waiting);
  say({ what: "ready", machines: equipment.map(([name]) => name), mode: client.securityMode });

  process.stdin.resume();
  await new Promise((resolve) => process.stdin.on("end", resolve));
  await subscription.terminate();
  await session.close();
  await client.disconnect();
  process.exit(0);
} catch (problem) {
  say({ what: "refused", problem: problem.message });
  process.exit(1);
}
