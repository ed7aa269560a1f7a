// How long the class has for something: docs/protocol/timer.md.
const any = () => true;
export const fits = {
  timer_started: any,
  time_added: any,
  timer_paused: any,
  timer_resumed: any,
  timer_stopped: any,
  timer_ended: any,
};
export const counts = { timer_started: () => ["timers"] };

export class Timers {
  timers = new Map();
  running = 0;
  at_end = 0;

  apply(event) {
    const runs = event.timer && event.timer === this.running ? this.timers.get(event.timer) : undefined;
    const now = this.timers.get(this.running);
    switch (event.t) {
      case "timer_started":
        this.timers.set(event.seq, {
          label: event.label ?? "",
          author: event.by,
          started_at: event.at,
          time: event.time,
          idle: 0,
          paused_at: 0,
          over_at: 0,
          how: "",
        });
        this.running = event.seq;
        break;
      case "time_added": {
        const timer = this.timers.get(event.timer);
        if (timer) timer.time = event.time;
        if (timer?.over_at) this.#goOn(event.timer, event.at);
        break;
      }
      case "timer_paused":
        if (runs) runs.paused_at = event.at;
        break;
      case "timer_resumed":
        if (runs) {
          runs.idle += Math.max(0, event.at - runs.paused_at);
          runs.paused_at = 0;
        }
        break;
      case "timer_stopped":
        if (runs) this.#over(runs, event.at, "teacher");
        break;
      case "timer_ended":
        if (runs) this.#over(runs, event.at, "time");
        break;
      case "relay_reopened":
        if (now && !now.paused_at) now.idle += Math.max(0, event.at - Math.max(event.down_since, now.started_at));
        break;
      case "session_ended":
        this.at_end = this.running;
        if (now) this.#over(now, event.at, "ended");
        break;
      case "session_reopened":
        if (this.timers.has(this.at_end)) this.#goOn(this.at_end, event.at);
        this.at_end = 0;
        break;
    }
  }

  #over(timer, at, how) {
    Object.assign(timer, { over_at: at, how });
    this.running = 0;
  }

  #goOn(number, at) {
    const timer = this.timers.get(number);
    if (!timer.paused_at) timer.idle += Math.max(0, at - timer.over_at);
    Object.assign(timer, { over_at: 0, how: "" });
    this.running = number;
  }
}
