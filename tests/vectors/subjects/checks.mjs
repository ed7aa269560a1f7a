// Whether everybody has finished: docs/protocol/checks.md.
const any = () => true;
const PROGRESS = ["working", "stuck", "done"];
export const fits = { check_started: any, ticked: (event) => PROGRESS.includes(event.progress) };
export const counts = { check_started: () => ["checks"] };
export const prompts = {
  check_started: () => "opened",
  ticked: (event) => (event.progress === "working" ? "took back" : "responded"),
};
export const chatLines = { check_started: () => [{ line: "check_started" }] };

export class Checks {
  checks = new Map();

  apply(event) {
    switch (event.t) {
      case "check_started":
        this.checks.set(event.seq, { task: event.task ?? "", author: event.by, progress: new Map() });
        break;
      case "ticked":
        this.checks.get(event.prompt)?.progress.set(event.by, event.progress);
        break;
    }
  }
}
