// What is handed out, in and back: docs/protocol/work.md.
const any = () => true;
export const fits = {
  work_handed_out: any,
  work_handed_in: any,
  task_closed: any,
  work_asked_for: any,
  work_given_back: any,
  task_removed: any,
};
export const counts = {
  work_handed_out: ({ task = 0, seq }) => (task === 0 || task === seq ? ["tasks"] : []),
};

const together = ({ handed = [], names = [] }) =>
  handed.map(({ hash, size, kind = "" }, place) => ({ file: { hash, size, kind }, name: names[place] ?? "" }));

export class Work {
  tasks = new Map();

  apply(event) {
    const { at, by = "", account = "", note = "" } = event;
    if (event.t === "work_handed_out") {
      const number = event.task || event.seq;
      if (!this.tasks.has(number)) {
        const came = { asked: [], handed_in: new Map(), given_back: new Map(), told_by: [] };
        const { collect = false } = event;
        this.tasks.set(number, { author: by, at, files: together(event), note, collect, to: [], closed: false, ...came });
      }
      const task = this.tasks.get(number);
      if (account) task.to.push(account);
      task.told_by.push(event.seq);
    }
    if (event.t === "task_removed") this.tasks.delete(event.task);
    const task = this.tasks.get(event.task);
    if (!task) return;
    switch (event.t) {
      case "work_handed_in": {
        const { said_at = 0, late = false } = event;
        task.handed_in.set(by, { at, files: together(event), said_at, late });
        task.asked = task.asked.filter((one) => one !== by);
        break;
      }
      case "task_closed":
        task.closed = true;
        break;
      case "work_asked_for":
        task.asked.push(account);
        break;
      case "work_given_back":
        task.given_back.set(account, { by, at, files: together(event), note });
        break;
    }
  }
}
