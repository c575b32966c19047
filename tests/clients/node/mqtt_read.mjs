// Reads the floor with mqtt.js and prints one JSON line per message; ends when the standard input ends.
//
//   node mqtt_read.mjs '{"url": ..., "username": ..., "password": ..., "clientId": ..., "clean": true, "topic": ...}'
import mqtt from "mqtt";

const { url, topic, ...options } = JSON.parse(process.argv[2]);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const client = mqtt.connect(url, { ...options, protocolVersion: 4, reconnectPeriod: 100 });
client.on("connect", ({ sessionPresent }) => {
  client.subscribe(topic, { qos: 1 }, (problem) => say({ what: "ready", sessionPresent, problem: problem?.message }));
});
client.on("message", (where, payload, packet) =>
  say({
    what: "message",
    topic: where,
    payload: JSON.parse(payload.toString()),
    qos: packet.qos,
    dup: packet.dup,
    retain: packet.retain,
  }),
);
client.on("close", () => say({ what: "closed" }));
client.on("error", (problem) => {
  say({ what: "refused", problem: problem.message });
  client.end(true);
});

process.stdin.on("end", () => client.end(true, () => process.exit(0))).resume();
