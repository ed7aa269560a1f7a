// Who may write in the chat: docs/protocol/mutes.md.
const any = () => true;
export const fits = { chat_muted: any, chat_unmuted: any };

export class Mutes {
  everybody = false;
  people = new Set();
  private = false;
  private_people = new Set();

  apply(event) {
    const account = event.account ?? null;
    if (event.t === "chat_muted") {
      const alsoPrivate = event.private ?? false;
      if (account === null) {
        this.everybody = true;
        this.private = alsoPrivate;
      } else {
        this.people.add(account);
        if (alsoPrivate) this.private_people.add(account);
        else this.private_people.delete(account);
      }
    } else if (event.t === "chat_unmuted") {
      if (account === null) {
        this.everybody = this.private = false;
        this.people.clear();
        this.private_people.clear();
      } else {
        this.people.delete(account);
        this.private_people.delete(account);
      }
    }
  }
}
