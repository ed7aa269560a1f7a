// The picker: docs/protocol/picker.md.
const any = () => true;
export const fits = { name_drawn: any, draw_discarded: any };
export const counts = { name_drawn: () => ["names_drawn"] };

export class Picker {
  turns = new Map();
  picked = new Map();
  last = "";
  pending = null;

  apply(event) {
    switch (event.t) {
      case "name_drawn":
        this.pending = { number: event.seq, account: event.account };
        this.last = event.account;
        break;
      case "draw_discarded":
        if (this.pending?.number === event.draw) this.pending = null;
        break;
      case "called_on":
        this.last = event.account;
        this.#count(this.turns, event.account);
        if (this.pending?.account === event.account) {
          this.pending = null;
          this.#count(this.picked, event.account);
        }
        break;
      case "session_ended":
        this.pending = null;
        break;
    }
  }

  #count(kept, account) {
    kept.set(account, (kept.get(account) ?? 0) + 1);
  }
}
