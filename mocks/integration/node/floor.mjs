// The floor over OPC UA, signed and encrypted: the number of each card is subscribed to, and when it changes the card
// is read. After a connection was lost, and at the start, every card is read: it shows the last fact of its kind.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { OPCUACertificateManager } from "node-opcua-certificate-manager";
import * as ua from "node-opcua-client";
import { sleep } from "./numbers.mjs";
import { away } from "./problems.mjs";

const [PUBLISHING_MS, VALUE] = [100, ua.AttributeIds.Value];
const PARTS = ["Subject", "Inputs", "Outputs", "Details"];
const FIELDS = ["OccurredAt", "JobOrderID", "Operation", "Operator", "Supersedes", "SourceStream", ...PARTS, "SourceSeq"];

export class Floor {
  constructor(endpoint, { store, flows, problems, numbered }) {
    Object.assign(this, { endpoint, store, flows, problems, numbered, about: `away/${endpoint.namespace}` });
    this.reading = Promise.resolve(); // one card after the other
    this.ready = new Promise((resolve) => (this.isReady = resolve));
  }

  /** For ever: connected as long as it lasts, then connected anew. */
  async run() {
    for (let tries = 1; ; tries = Math.min(tries + 1, 10)) {
      const client = await this.#client();
      const lost = new Promise((resolve) => client.on("connection_lost", resolve).on("close", resolve));
      try {
        await Promise.race([this.#watch(client), lost.then(() => Promise.reject(new Error("connection lost")))]);
        this.problems.close(this.about);
        this.isReady();
        tries = 0;
        await lost;
      } catch (problem) {
        if (tries > 5) this.problems.raise(this.about, away("floor", this.endpoint.namespace, problem.message));
      }
      client.disconnect().catch(() => {});
      await sleep(PUBLISHING_MS * tries * (0.5 + Math.random()));
    }
  }

  async #client() {
    const { client_certificate, client_key, server_certificate } = this.endpoint;
    const manager = new OPCUACertificateManager({ rootFolder: `${this.store.folder}/pki` });
    await manager.initialize();
    await manager.trustCertificate(readFileSync(server_certificate)); // no other server is spoken to
    return ua.OPCUAClient.create({
      applicationUri: /URI:([^,\s]+)/.exec(new X509Certificate(readFileSync(client_certificate)).subjectAltName)[1],
      certificateFile: client_certificate,
      privateKeyFile: client_key,
      clientCertificateManager: manager,
      connectionStrategy: { maxRetry: 0 },
      endpointMustExist: false,
      securityMode: ua.MessageSecurityMode.SignAndEncrypt,
      securityPolicy: ua.SecurityPolicy.Basic256Sha256,
    });
  }

  async #watch(client) {
    const { namespace, secure_url, credentials: { username: userName, password } } = this.endpoint;
    await client.connect(secure_url);
    const session = await client.createSession({ type: ua.UserTokenType.UserName, userName, password });
    const cards = await this.#cards(session);
    const ours = namespace in this.store.state.floors; // what was there before we ever came is not
    for (const card of cards) await this.#read(session, card, ours);
    this.store.state.floors[namespace] = true;
    await this.store.save();
    const settings = { requestedPublishingInterval: PUBLISHING_MS, requestedLifetimeCount: 100 };
    const subscription = ua.ClientSubscription.create(session, { ...settings, publishingEnabled: true });
    await Promise.all(cards.map((card) => this.#monitored(subscription, card, () => this.#read(session, card, true))));
  }

  #monitored(subscription, { SourceSeq: nodeId }, onChange) {
    const parameters = { samplingInterval: PUBLISHING_MS / 2, queueSize: 1, discardOldest: true };
    const item = ua.ClientMonitoredItem.create(subscription, { nodeId, attributeId: VALUE }, parameters);
    item.on("changed", () => onChange().catch(() => {})); // a lost connection is noticed elsewhere: all is read again
    return new Promise((resolve, reject) => item.on("initialized", resolve).on("err", reject));
  }

  /** All cards below the browse root: of each, the node of every field. */
  async #cards(session) {
    const below = async (nodes) => {
      const found = nodes.length ? await session.browse(nodes) : [];
      return found.map(({ references }) => references.map(({ browseName, nodeId }) => [browseName.name, nodeId]));
    };
    const named = async (nodes, name) => (await below(nodes)).flat().filter(([found]) => !name || found === name);
    let nodes = ["ObjectsFolder"];
    for (const name of [...this.endpoint.browse_root.split("/").slice(1), "", "Last", ""]) {
      nodes = (await named(nodes, name)).map(([, node]) => node);
    }
    return (await below(nodes)).map((fields) => Object.fromEntries(fields)).filter((card) => card.SourceSeq);
  }

  #read(session, card, counts) {
    const done = this.reading.then(async () => {
      const said = await this.#whole(session, card);
      if (!said) return;
      if (counts) this.#take(said);
      else this.store.take(said.SourceStream, said.SourceSeq);
      await this.store.save();
    });
    this.reading = done.catch(() => {});
    return done;
  }

  async #whole(session, card) {
    for (;;) {
      const values = await session.read(FIELDS.map((name) => ({ nodeId: card[name], attributeId: VALUE })), 0);
      const said = Object.fromEntries(FIELDS.map((name, place) => [name, values[place].value.value]));
      const [high, low] = said.SourceSeq ?? [0, 0]; // so node-opcua gives a 64-bit integer
      if (!high && !low) return null; // nothing was ever shown
      const written = new Set(values.map(({ serverTimestamp }) => serverTimestamp?.getTime()));
      if (written.size === 1) return { ...said, SourceSeq: high * 2 ** 32 + low }; // else it is being written
    }
  }

  #take(said) {
    const { SourceStream: stream, SourceSeq: seq, OccurredAt: at, Operation: operation, Operator: operator } = said;
    const [plant, equipment, kind] = stream.split("/");
    const { JobOrderID: order, Supersedes: supersedes } = said;
    const event = { stream, seq, kind, at, plant, equipment, order, operation, operator, supersedes };
    try {
      const [subject, inputs, outputs, details] = PARTS.map((name) => JSON.parse(said[name]) ?? undefined);
      const whole = (named) => this.numbered(plant, named);
      const lots = { subject: whole(subject), inputs: inputs?.map(whole), outputs: outputs?.map(whole) };
      this.flows.take({ ...event, ...lots, details });
    } catch (problem) {
      const source = `${stream}#${seq}`;
      const subject = { system: "floor", kind: "message", scope: stream, id: String(seq) };
      const wrong = { kind: "technical", code: "malformed-message", plant, subject, source, text: problem.message };
      this.problems.raise(`message/${source}`, wrong);
    }
  }
}
