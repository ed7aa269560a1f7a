// The course of a lesson: docs/protocol/lesson.md.
const REASONS = ["teacher", "teacher_gone", "relay"];
const FIGURES = {
  duration: 0,
  people: 0,
  most_at_once: 0,
  messages: 0,
  questions: 0,
  answers: 0,
  hands: 0,
  counts: {},
};

const any = () => true;
export const fits = {
  session_started: any,
  session_ended: (event) => REASONS.includes(event.reason),
  session_reopened: any,
  teacher_went_away: any,
  teacher_came_back: any,
  relay_reopened: any,
};

export const chatLines = {
  session_started: (event) => [{ line: "started", accounts: [event.teacher], names: [event.teacher_name] }],
  session_ended: () => [{ line: "ended" }],
  session_reopened: () => [{ line: "reopened" }],
  teacher_went_away: () => [{ line: "teacher_away" }],
  teacher_came_back: () => [{ line: "teacher_back" }],
};

export class Lesson {
  title = "";
  description = "";
  type = "lecture";
  class_name = "";
  teacher = "";
  teacher_name = "";
  max_participants = 0;
  duration = 0;
  started_at = 0;
  ended_at = 0;
  ended_why = null;
  figures = null;
  teacher_away_since = 0;
  away_limit = 0;
  reopened_at = 0;
  closed_for = 0;

  apply(event) {
    switch (event.t) {
      case "session_started":
        this.title = event.title;
        this.description = event.description ?? "";
        this.type = event.type ?? "lecture";
        this.class_name = event.class_name ?? "";
        this.teacher = event.teacher;
        this.teacher_name = event.teacher_name;
        this.max_participants = event.max_participants;
        this.duration = event.duration;
        this.started_at = event.at;
        break;
      case "person_renamed":
        if (event.account === this.teacher) this.teacher_name = event.name;
        break;
      case "session_ended":
        this.ended_at = event.at;
        this.ended_why = event.reason;
        this.figures = Object.fromEntries(
          Object.entries(FIGURES).map(([name, none]) => [name, event.figures[name] ?? none]),
        );
        this.teacher_away_since = 0;
        break;
      case "session_reopened":
        this.closed_for += Math.max(0, event.at - event.ended_at);
        this.ended_at = 0;
        this.ended_why = null;
        this.figures = null;
        this.reopened_at = event.at;
        break;
      case "teacher_went_away":
        this.teacher_away_since = event.at;
        this.away_limit = event.limit;
        break;
      case "teacher_came_back":
        this.teacher_away_since = 0;
        break;
      case "relay_reopened":
        this.reopened_at = event.at;
        this.teacher_away_since = 0;
        break;
    }
  }
}
