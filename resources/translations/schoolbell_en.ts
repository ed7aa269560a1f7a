<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AskBox</name>
    <message numerus="yes">
        <source>%n character(s) too long</source>
        <comment>message</comment>
        <translation>
            <numerusform>%n character too long</numerusform>
            <numerusform>%n characters too long</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) left</source>
        <comment>message</comment>
        <translation>
            <numerusform>%n character left</numerusform>
            <numerusform>%n characters left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CatchUpCard</name>
    <message numerus="yes">
        <source>%n missed</source>
        <comment>messages</comment>
        <translation>
            <numerusform>%n missed</numerusform>
            <numerusform>%n missed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatNews</name>
    <message numerus="yes">
        <source>%n message(s) for you to look at</source>
        <comment>held</comment>
        <translation>
            <numerusform>%n message for you to look at</numerusform>
            <numerusform>%n messages for you to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatView</name>
    <message numerus="yes">
        <source>%n new</source>
        <comment>messages below</comment>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClassesPage</name>
    <message numerus="yes">
        <source>%n student(s) stay in the school, but in this class no more.</source>
        <translation>
            <numerusform>%n student stays in the school, but is in this class no more.</numerusform>
            <numerusform>%n students stay in the school, but are in this class no more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n planned lesson(s) are deleted.</source>
        <translation>
            <numerusform>%n planned lesson is deleted.</numerusform>
            <numerusform>%n planned lessons are deleted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lesson(s) that took place stay for the teachers who held them, until they are as old as the school keeps lessons. Students see them no more.</source>
        <translation>
            <numerusform>%n lesson that took place stays for the teacher who held it, until it is as old as the school keeps lessons. Students see it no more.</numerusform>
            <numerusform>%n lessons that took place stay for the teachers who held them, until they are as old as the school keeps lessons. Students see them no more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message numerus="yes">
        <source>%n character(s) too long</source>
        <comment>message</comment>
        <translation>
            <numerusform>%n character too long</numerusform>
            <numerusform>%n characters too long</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) left</source>
        <comment>message</comment>
        <translation>
            <numerusform>%n character left</numerusform>
            <numerusform>%n characters left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoneFold</name>
    <message numerus="yes">
        <source>%n answered</source>
        <translation>
            <numerusform>%n answered</numerusform>
            <numerusform>%n answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n put aside</source>
        <translation>
            <numerusform>%n put aside</numerusform>
            <numerusform>%n put aside</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InkCounts</name>
    <message numerus="yes">
        <source>%n drawing(s) by {name}</source>
        <translation>
            <numerusform>%n drawing by {name}</numerusform>
            <numerusform>%n drawings by {name}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LeaveDialog</name>
    <message numerus="yes">
        <source>A lesson with %n student(s) is running. It is paused for them until you are back.</source>
        <translation>
            <numerusform>A lesson with %n student is running. It is paused for them until you are back.</numerusform>
            <numerusform>A lesson with %n students is running. It is paused for them until you are back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PasteDialog</name>
    <message numerus="yes">
        <source>%n more</source>
        <comment>problems</comment>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n poll(s) understood</source>
        <translation>
            <numerusform>%n poll understood</numerusform>
            <numerusform>%n polls understood</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n poll(s) added. What is left here was not.</source>
        <translation>
            <numerusform>%n poll added. What is left here was not.</numerusform>
            <numerusform>%n polls added. What is left here was not.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message numerus="yes">
        <source>%n student(s)</source>
        <translation>
            <numerusform>%n student</numerusform>
            <numerusform>%n students</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PollForm</name>
    <message numerus="yes">
        <source>That is %n letter(s) too long.</source>
        <translation>
            <numerusform>That is %n letter too long.</numerusform>
            <numerusform>That is %n letters too long.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PupilFace</name>
    <message numerus="yes">
        <source>%n option(s)</source>
        <translation>
            <numerusform>%n option</numerusform>
            <numerusform>%n options</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuestionNews</name>
    <message numerus="yes">
        <source>%n question(s) without a name for you to look at</source>
        <translation>
            <numerusform>%n question without a name for you to look at</numerusform>
            <numerusform>%n questions without a name for you to look at</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuitDialog</name>
    <message numerus="yes">
        <source>A lesson with %n student(s) is running.</source>
        <translation>
            <numerusform>A lesson with %n student is running.</numerusform>
            <numerusform>A lesson with %n students is running.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Repeat</name>
    <message numerus="yes">
        <source>Every {weekday} {time}, %n lesson(s), last on {date}</source>
        <translation>
            <numerusform>Every {weekday} {time}, %n lesson, last on {date}</numerusform>
            <numerusform>Every {weekday} {time}, %n lessons, last on {date}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SessionDialog</name>
    <message numerus="yes">
        <source>Create %n lesson(s)</source>
        <translation>
            <numerusform>Create %n lesson</numerusform>
            <numerusform>Create %n lessons</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartDialog</name>
    <message numerus="yes">
        <source>%n lesson(s) of yours are still running.</source>
        <translation>
            <numerusform>%n lesson of yours is still running.</numerusform>
            <numerusform>%n lessons of yours are still running.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TaskDialog</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TeacherCheckFace</name>
    <message numerus="yes">
        <source>%n stuck</source>
        <translation>
            <numerusform>%n stuck</numerusform>
            <numerusform>%n stuck</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TeacherTask</name>
    <message numerus="yes">
        <source>For %n student(s); nothing is collected.</source>
        <translation>
            <numerusform>For %n student; nothing is collected.</numerusform>
            <numerusform>For %n students; nothing is collected.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n handed in</source>
        <translation>
            <numerusform>%n handed in</numerusform>
            <numerusform>%n handed in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them late</source>
        <translation>
            <numerusform>%n of them late</numerusform>
            <numerusform>%n of them late</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n missing</numerusform>
            <numerusform>%n missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message numerus="yes">
        <source>Schoolbell – %n notice(s)</source>
        <translation>
            <numerusform>Schoolbell – %n notice</numerusform>
            <numerusform>Schoolbell – %n notices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TurnedAway</name>
    <message numerus="yes">
        <source>%n turned away</source>
        <comment>people</comment>
        <translation>
            <numerusform>%n turned away</numerusform>
            <numerusform>%n turned away</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TypingLine</name>
    <message numerus="yes">
        <source>{name} and %n others are typing…</source>
        <translation>
            <numerusform>{name} and %n other are typing…</numerusform>
            <numerusform>{name} and %n others are typing…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnsentMessages</name>
    <message numerus="yes">
        <source>%n message(s) not sent</source>
        <translation>
            <numerusform>%n message not sent</numerusform>
            <numerusform>%n messages not sent</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnsentQuestion</name>
    <message numerus="yes">
        <source>{names} and %n more</source>
        <translation>
            <numerusform>{names} and %n more</numerusform>
            <numerusform>{names} and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingPanel</name>
    <message numerus="yes">
        <source>Confirm all %n names…</source>
        <translation>
            <numerusform>Confirm %n name…</numerusform>
            <numerusform>Confirm all %n names…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Confirm %n names?</source>
        <translation>
            <numerusform>Confirm %n name?</numerusform>
            <numerusform>Confirm %n names?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WeeksDialog</name>
    <message numerus="yes">
        <source>It is there every week: %n later lesson(s) like it are planned.</source>
        <translation>
            <numerusform>It is there every week: %n later lesson like it is planned.</numerusform>
            <numerusform>It is there every week: %n later lessons like it are planned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This and %n later</source>
        <translation>
            <numerusform>This and %n later</numerusform>
            <numerusform>This and %n later</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counted</name>
    <message numerus="yes">
        <source>%n student(s)</source>
        <translation>
            <numerusform>%n student</numerusform>
            <numerusform>%n students</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seat(s)</source>
        <translation>
            <numerusform>%n seat</numerusform>
            <numerusform>%n seats</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Duration</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Missed</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n private message(s)</source>
        <translation>
            <numerusform>%n private message</numerusform>
            <numerusform>%n private messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s)</source>
        <translation>
            <numerusform>%n question</numerusform>
            <numerusform>%n questions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n page</numerusform>
            <numerusform>%n pages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worksheet(s) handed out</source>
        <translation>
            <numerusform>%n worksheet handed out</numerusform>
            <numerusform>%n worksheets handed out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of work given back</source>
        <translation>
            <numerusform>%n piece of work given back</numerusform>
            <numerusform>%n pieces of work given back</numerusform>
        </translation>
    </message>
</context>
</TS>
