// Who is in a room: docs/protocol/people.md.
const ROLES = ["teacher", "student"];
const HOW = ["left", "lost", "removed"];
const STANDINGS = ["account", "guest", "claimed", "confirmed"];

const any = () => true;
export const fits = {
  people_came: (event) =>
    event.people.every((one) => ROLES.includes(one.role) && STANDINGS.includes(one.standing ?? "account")),
  people_went: (event) => event.people.every((one) => HOW.includes(one.how)),
  person_removed: any,
  person_allowed_back: any,
  name_confirmed: any,
};

export const chatLines = {
  people_went: (event) =>
    HOW.map((how) => ({ line: how, accounts: event.people.filter((one) => one.how === how).map((one) => one.account) }))
      .filter((line) => line.accounts.length),
  person_removed: (event) => [{ line: "removed", accounts: [event.account] }],
};

export class People {
  everybody = new Map();
  at_end = [];

  apply(event) {
    switch (event.t) {
      case "people_came":
        for (const comer of event.people) this.#come(comer, event.at);
        break;
      case "people_went":
        for (const goer of event.people) this.#go(goer.account, goer.how, event.at, goer.last_seen_at || event.at);
        break;
      case "person_removed":
        this.#go(event.account, "removed", event.at, event.at);
        if (this.everybody.has(event.account)) {
          this.everybody.get(event.account).computer_free = event.computer_free ?? false;
        }
        break;
      case "person_allowed_back":
        this.#go(event.account, "left", event.at, event.at);
        break;
      case "name_confirmed":
        if (this.everybody.has(event.account)) this.everybody.get(event.account).standing = "confirmed";
        break;
      case "person_renamed":
        if (this.everybody.has(event.account)) this.everybody.get(event.account).name = event.name;
        break;
      case "relay_reopened":
        for (const account of this.#present()) this.#go(account, "lost", event.at, event.down_since, true);
        break;
      case "session_ended":
        this.at_end = this.#present();
        for (const account of this.at_end) this.#go(account, "left", event.at, event.at);
        break;
      case "session_reopened":
        for (const account of this.at_end) this.#go(account, "lost", event.at, event.ended_at, true);
        this.at_end = [];
        break;
    }
  }

  #present() {
    return [...this.everybody.values()].filter((one) => one.state === "here").map((one) => one.account);
  }

  #come({ account, name, role, standing = "account" }, at) {
    const known = this.everybody.get(account);
    this.everybody.set(account, {
      account,
      name,
      role,
      joined_at: known ? known.joined_at : at,
      state: "here",
      since: at,
      last_seen_at: at,
      quietly: false,
      standing: known?.standing === "confirmed" ? "confirmed" : standing,
      computer_free: false,
    });
  }

  #go(account, state, since, last_seen_at, quietly = false) {
    const person = this.everybody.get(account);
    if (person) Object.assign(person, { state, since, last_seen_at, quietly });
  }
}
