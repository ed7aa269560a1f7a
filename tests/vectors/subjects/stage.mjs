// What everybody is shown, and who holds it: docs/protocol/stage.md.
const any = () => true;
export const fits = { stage_set: any, stage_handed: any };

export class Stage {
  kind = "";
  of = "";
  holder = "";
  at_end = ["", ""];

  apply(event) {
    switch (event.t) {
      case "stage_set":
        Object.assign(this, { kind: event.kind ?? "", of: event.of ?? "", holder: "" });
        break;
      case "stage_handed":
        this.holder = event.account ?? "";
        break;
      case "person_removed":
        if (event.account === this.holder) this.holder = "";
        break;
      case "people_went":
        if (event.people.some((one) => one.account === this.holder && one.how !== "lost")) this.holder = "";
        break;
      case "session_ended":
        this.at_end = [this.kind, this.of];
        this.kind = this.of = this.holder = "";
        break;
      case "session_reopened":
        [this.kind, this.of] = this.at_end;
        this.at_end = ["", ""];
        break;
    }
  }
}
