// The counts behind a session's figures: docs/protocol/lesson_stats.md.
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export class LessonStats {
  started_at = 0;
  uncounted = 0;
  students = new Set();
  here = new Set();
  most_at_once = 0;
  counts = new Map();
  minutes = new Map();

  apply(event, { counts }) {
    for (const name of counts) {
      if (!this.counts.has(name)) this.counts.set(name, new Map());
      const ofEach = this.counts.get(name);
      const by = event.by || event.author || "";
      ofEach.set(by, (ofEach.get(by) ?? 0) + 1);
      if (!this.minutes.has(name)) this.minutes.set(name, new Map());
      const byMinute = this.minutes.get(name);
      const minute = Math.floor(Math.max(0, event.at - this.started_at - this.uncounted) / MINUTE);
      byMinute.set(minute, (byMinute.get(minute) ?? 0) + 1);
    }
    switch (event.t) {
      case "session_started":
        this.started_at = event.at;
        break;
      case "people_came":
        for (const { account, role } of event.people) {
          if (role !== "student") continue;
          this.students.add(account);
          this.here.add(account);
        }
        this.most_at_once = Math.max(this.most_at_once, this.here.size);
        break;
      case "people_went":
        for (const { account } of event.people) this.here.delete(account);
        break;
      case "person_removed":
        this.here.delete(event.account);
        break;
      case "relay_reopened": {
        const gap = event.at - event.down_since;
        if (gap > DAY) this.uncounted += gap;
        this.here.clear();
        break;
      }
      case "session_reopened":
        this.uncounted += Math.max(0, event.at - event.ended_at);
        this.here.clear();
        break;
    }
  }
}
