// One business system over HTTP: tokens, one call at a time, and a gate that is shut while the system wants peace.
import { sleep } from "./numbers.mjs";
import { away } from "./problems.mjs";

const [FIRST_MS, TIMEOUT_MS, ALARM_MS] = [100, 2500, 2000];

/** Nobody knows whether the call was carried out. */
export class Unanswered extends Error {}

/** Work that is done again and again; a system that does not answer is no reason to stop. */
export async function forEver(pauseMs, work) {
  for (;;) {
    await work().catch((problem) => problem instanceof Unanswered || Promise.reject(problem));
    await sleep(pauseMs);
  }
}

export class System {
  #token = { text: "", renewAt: 0 };
  #openAt = 0;
  #failures = 0;
  #failingSince = 0;
  #turn = Promise.resolve();

  constructor(name, endpoint, { problems, backoffMaxMs }) {
    Object.assign(this, { name, endpoint, problems, backoffMaxMs });
  }

  isOpen = () => Date.now() >= this.#openAt;
  get = (path) => this.#queued("GET", path);
  post = (path, body) => this.#queued("POST", path, body);

  /** How long to wait before the nth try: growing, with jitter, at most `backoffMaxMs`. */
  pause = (tries) => Math.min(this.backoffMaxMs, FIRST_MS * 2 ** Math.min(tries, 10)) * (0.6 + 0.4 * Math.random());

  #queued(...call) {
    const answer = this.#turn.then(() => this.#call(...call));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #call(method, path, body) {
    await sleep(this.#openAt - Date.now());
    let answer = await this.#send(method, path, body);
    if (answer.status === 401) {
      this.#token.renewAt = 0; // revoked: the call was not carried out
      answer = await this.#send(method, path, body);
    }
    const { status, retryAfterMs } = answer;
    const unknown = status >= 500 || status === 401 || (method === "GET" && !answer.ok && status !== 404);
    if (unknown) throw this.#failed(`${method} ${path}: ${status}`, retryAfterMs);
    if (status === 429) this.#openAt = Date.now() + (retryAfterMs || this.pause(++this.#failures));
    else this.#failures = this.#failingSince = 0;
    if (!this.#failures) this.problems.close(`away/${this.name}`);
    return answer;
  }

  async #send(method, path, body) {
    const headers = { authorization: `Bearer ${await this.#authorized()}`, "content-type": "application/json" };
    return this.#fetched(this.endpoint.url + path, { method, headers, body: body && JSON.stringify(body) });
  }

  async #authorized() {
    if (Date.now() < this.#token.renewAt) return this.#token.text;
    const { client_id: id, client_secret: secret } = this.endpoint.credentials;
    const headers = { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}` };
    const body = new URLSearchParams({ grant_type: "client_credentials" });
    const answer = await this.#fetched(this.endpoint.token_url, { method: "POST", headers, body });
    if (!answer.ok) throw this.#failed(`token: ${answer.status}`, answer.retryAfterMs);
    const renewAt = Date.now() + 800 * answer.body.expires_in; // at four fifths of its life
    return (this.#token = { text: answer.body.access_token, renewAt }).text;
  }

  async #fetched(url, options) {
    try {
      const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
      const { status, ok, headers } = answer;
      return { status, ok, retryAfterMs: wanted(headers.get("retry-after")), body: JSON.parse(await answer.text()) };
    } catch (problem) {
      throw this.#failed(`${options.method} ${url}: ${problem.cause?.code ?? problem.name}`, 0);
    }
  }

  #failed(text, retryAfterMs) {
    this.#openAt = Date.now() + (retryAfterMs || this.pause(++this.#failures));
    this.#failingSince ||= Date.now();
    const long = Date.now() - this.#failingSince >= ALARM_MS;
    if (long) this.problems.raise(`away/${this.name}`, away(this.name, this.name, text));
    return new Unanswered(`${this.name}: ${text}`);
  }
}

/** Retry-After in milliseconds, given in seconds or as a date; 0 without. */
function wanted(text) {
  return Math.max(0, /^[\d.]+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now()) || 0;
}
