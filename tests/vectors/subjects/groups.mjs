// Groups: docs/protocol/groups.md.
const any = () => true;
export const fits = { groups_made: any, moved_to_group: any, groups_dissolved: any, group_called_on: any };
export const counts = { groups_made: () => ["groupings"] };

export class Groups {
  groups = [];
  called = 0;
  past = [];

  apply(event) {
    switch (event.t) {
      case "groups_made":
        this.#end();
        this.groups = event.groups.map((members) => [...members]);
        break;
      case "moved_to_group": {
        const members = this.groups[event.group - 1];
        if (members) {
          this.#leave(event.account);
          members.push(event.account);
        }
        break;
      }
      case "groups_dissolved":
        this.#end();
        break;
      case "group_called_on":
        this.called = event.group ?? 0;
        break;
      case "person_removed":
        this.#leave(event.account);
        break;
      case "called_on":
      case "session_ended":
        this.called = 0;
        break;
    }
  }

  #leave(account) {
    for (const members of this.groups) {
      if (members.includes(account)) members.splice(members.indexOf(account), 1);
    }
  }

  #end() {
    if (this.groups.length) this.past.push(this.groups);
    [this.groups, this.called] = [[], 0];
  }
}
