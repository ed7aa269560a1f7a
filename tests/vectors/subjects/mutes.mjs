// Who may write in the chat: docs/protocol/mutes.md.
const any = () => true;
export const fits = { chat_muted: any, chat_unmuted: any };

export class Mutes {
  everybody = false;
  people = new Set();

  apply(event) {
    const account = event.account ?? null;
    if (event.t === "chat_muted") {
      if (account === null) this.everybody = true;
      else this.people.add(account);
    } else if (event.t === "chat_unmuted") {
      if (account === null) {
        this.everybody = false;
        this.people.clear();
      } else this.people.delete(account);
    }
  }
}
