"""Whether programs show teachers figures of single students; said in the welcome."""

from relay.setting import Setting

STUDENT_FIGURES = Setting("student_figures", True, "show teachers figures of single students")
