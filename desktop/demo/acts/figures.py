"""What the lesson came to: pictures for its teacher, the same as tables, and a report on paper."""

from desktop.demo.cast import ANA, Cast
from desktop.demo.timeline import Timeline

order, afterwards = 200, True
REPORT = "report.pdf"


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, _ = cast.everybody
    await lee.click("Figures")
    for title in ("Who was here", "What happened, by minute", "Who wrote", "Questions"):
        await lee.sees(title)
    lee.picture("figures 1 who was here")
    await lee.click("As tables")
    await lee.sees(ANA)
    lee.picture("figures 2 as tables")
    await lee.click("As tables")
    timeline.reached(lee.name, "looks at what the lesson came to, in pictures and as tables")
    await lee.click("Save report…")
    await lee.save_as(REPORT)
    await lee.sees(f"Saved as {REPORT}")
    lee.picture("figures 3 saved")
    timeline.reached(lee.name, "has it all on paper")
    await ana.misses("Figures")
