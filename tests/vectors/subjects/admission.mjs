// A lesson's door, and who waits before it: docs/protocol/admission.md.
const WAITING = ["off", "guests", "all"];
const STANDINGS = ["account", "guest", "claimed", "confirmed"];

const any = () => true;
export const fits = {
  door_set: (event) => WAITING.includes(event.waiting ?? "off"),
  code_changed: (event) => ["teacher", "guesses"].includes(event.why ?? "teacher"),
  person_waits: (event) => STANDINGS.includes(event.standing ?? "account"),
  person_gave_up: any,
  person_admitted: any,
  person_turned_away: any,
};

export class Admission {
  codes = false;
  names_shown = false;
  guests = false;
  waiting = "off";
  locked = false;
  code = "";
  code_at = 0;
  guessed_at = 0;
  queue = new Map();
  admitted = new Set();
  gave_up = new Map();
  turned_away = new Map();

  apply(event) {
    const { account, at } = event;
    switch (event.t) {
      case "door_set": {
        const { codes = false, names_shown = false, guests = false, waiting = "off", locked = false } = event;
        Object.assign(this, { codes, names_shown, guests, waiting, locked });
        const code = event.code ?? "";
        if (code !== this.code) Object.assign(this, { code, code_at: at });
        break;
      }
      case "code_changed":
        Object.assign(this, { code: event.code, code_at: at });
        if (event.why === "guesses") this.guessed_at = at;
        break;
      case "person_waits": {
        const { name, standing = "account", claims = "", taken = false, looks_like = "" } = event;
        this.gave_up.delete(account);
        this.queue.set(account, { account, name, since: at, standing, claims, taken, looks_like });
        break;
      }
      case "person_gave_up":
        if (this.queue.has(account)) {
          this.gave_up.set(account, this.queue.get(account));
          this.queue.delete(account);
        }
        break;
      case "person_admitted":
        this.#takeOut(account);
        this.turned_away.delete(account);
        this.admitted.add(account);
        break;
      case "person_turned_away": {
        const unknown = { standing: "account", claims: "", taken: false, looks_like: "" };
        const waiter = this.#takeOut(account) ?? { account, name: "", since: at, ...unknown };
        this.admitted.delete(account);
        this.turned_away.set(account, waiter);
        break;
      }
      case "person_removed":
        this.#takeOut(account);
        this.admitted.delete(account);
        break;
      case "people_came":
        for (const comer of event.people) this.#takeOut(comer.account);
        break;
      case "person_renamed": {
        const waiter = this.queue.get(account) ?? this.gave_up.get(account) ?? this.turned_away.get(account);
        if (waiter) waiter.name = event.name;
        break;
      }
      case "relay_reopened":
        for (const [waits, waiter] of this.queue) this.gave_up.set(waits, waiter);
        this.queue.clear();
        break;
      case "session_ended":
        this.queue.clear();
        this.gave_up.clear();
        break;
    }
  }

  #takeOut(account) {
    const waiter = this.queue.get(account) ?? this.gave_up.get(account);
    this.queue.delete(account);
    this.gave_up.delete(account);
    return waiter;
  }
}
