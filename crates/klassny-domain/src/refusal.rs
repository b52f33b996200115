//! Why something is refused, as data, and the words a window shows for it.
//!
//! Every refusal names the reason and the person who can help. A refusal never loses data: what
//! stood in the journal before stands there still.

mod english;

use crate::mark::MarkValue;
use crate::roster::Role;
use crate::russian;
use crate::school::TermKind;
use crate::slots::NextTime;
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};

/// Why a rule refuses an entry. Closed: a new reason is a new variant with its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The norm of the cell has passed (R40–R47, R50).
    NormPassed {
        /// When it closed, local time.
        closed_at: NaiveDateTime,
        /// The row of the regulation, in words.
        row: String,
    },
    /// A mark that stands may not be corrected (R50).
    CorrectionForbidden {
        /// The mark that stands.
        value: MarkValue,
        /// When it was entered, local time.
        entered_at: NaiveDateTime,
        /// How long a slip of the hand may be undone, minutes.
        undo_minutes: u32,
    },
    /// The term is closed for the class (R59).
    TermClosed {
        /// Which term.
        number: u8,
        /// Quarter, half-year or trimester.
        kind: TermKind,
    },
    /// The academic year is closed (P7).
    YearClosed,
    /// The lesson has not begun yet.
    LessonNotStarted {
        /// When it starts, local time.
        starts_at: NaiveDateTime,
    },
    /// The lesson was not held (R21).
    LessonNotHeld {
        /// Why, as the record says.
        reason: String,
    },
    /// Nobody recorded yet that the lesson was held (R21).
    LessonNotRecorded,
    /// A record that a lesson was held or not cannot be unsaid, only said otherwise (R21).
    RecordCannotBeUnsaid,
    /// Grade 1 takes no marks (R60).
    NoMarksInFirstGrade,
    /// The subject takes no marks in this class.
    SubjectWithoutMarks,
    /// The value is not of the scale of the subject: marks, or зачёт.
    OtherScale {
        /// Whether the subject is graded зачёт / незачёт.
        pass_fail: bool,
    },
    /// A mark is given only for an assignment with its kind (R49).
    NoAssignment,
    /// A pupil who was absent cannot have answered aloud.
    AbsentAtOralAnswer,
    /// A pupil who was absent has a mark only for a work written later, on a named day.
    AbsentWithoutWrittenDay,
    /// A later day of writing is only for a pupil who was absent.
    WrittenLaterThoughPresent,
    /// The day of writing is not after the lesson, or lies ahead.
    WrittenDayOutside {
        /// The first day it may be.
        earliest: NaiveDate,
        /// The last day it may be.
        latest: NaiveDate,
    },
    /// The pupil is not on the list on that day.
    PupilNotOnList {
        /// The day.
        date: NaiveDate,
    },
    /// The class has no homework in this subject.
    HomeworkSwitchedOff,
    /// The file is empty (R27).
    FileEmpty,
    /// The file is longer than a file of homework may be (R27).
    FileTooLarge {
        /// The limit, megabytes.
        megabytes: u32,
    },
    /// The homework has as many files as it may have (R27).
    TooManyFiles {
        /// The limit.
        most: usize,
    },
    /// The same file is attached to this homework already (R27).
    FileAttachedAlready,
    /// A file of this kind is not attached: it may be a program (R27).
    FileKindNotAllowed {
        /// The ending of its name; empty for none.
        ending: String,
    },
    /// A document of this kind, or this document, may hold programs that nobody sees (R27).
    FileMayHoldPrograms {
        /// The ending of its name.
        ending: String,
    },
    /// The bytes are of another kind than the name says (R27).
    FileNotWhatItSays {
        /// The ending of its name.
        ending: String,
    },
    /// A file that came from another workstation breaks the rules for files (R27).
    FileNotSafe,
    /// The final mark differs from the proposal and says no reason.
    DeviationWithoutReason {
        /// What the average proposes.
        proposed: MarkValue,
        /// What the teacher gives.
        given: MarkValue,
    },
    /// The person does not teach the lesson: neither by load nor as its substitute.
    NotTeacherOfLesson {
        /// The lesson's day.
        date: NaiveDate,
    },
    /// The person does not teach the group by load.
    NotTeacherOfGroup,
    /// The administrator keeps the program, not the marks.
    AdministratorKeepsNoMarks,
    /// The person is not the class teacher.
    NotClassTeacher,
    /// The fact needs a role the person does not hold.
    NeedsRole {
        /// Any of these is enough.
        roles: &'static [Role],
    },
    /// A file is brought in only by the named roles (D9).
    ImportNeedsRole {
        /// Any of these is enough.
        roles: &'static [Role],
    },
    /// Facts of this kind are never brought in from a file.
    NotImportable,
    /// The plan is approved; only a deputy changes it.
    PlanApproved,
    /// The council's decision needs its number or reason.
    DecisionWithoutReason,
    /// Only the person a remark is addressed to hands its return slip back, changing nothing else.
    NotAddresseeOfRemark,
    /// A permit is asked for by the one who needs it (R50).
    RequestOfAnother,
    /// What a permit would open is open, or no permit opens it (R50).
    NothingToPermit,
    /// The same was asked for already and waits for an answer (R50).
    RequestWaits {
        /// When it was asked, local time.
        asked_at: NaiveDateTime,
    },
    /// The request was answered or taken back already (R50).
    RequestSettled,
    /// A permit that ends before it begins opens nothing (R50).
    PermitEndsBeforeNow,
    /// This version of the plan waits for the deputy already, or was decided (R29).
    PlanVersionSettled,
    /// A plan without rows is not sent and not approved (R29).
    PlanEmpty,
    /// The row was given in a lesson: it stays where it is (R30).
    PlanRowGiven {
        /// The number of the row as it stands in the plan.
        number: u16,
        /// When it was given.
        date: NaiveDate,
    },
    /// It is not the person's time at this machine, and the school's rule is strict (R34–R36).
    OutsideSlot {
        /// Whether coming in was refused; else an entry.
        sign_in: bool,
        /// The person's next time by the plan.
        next: Option<NextTime>,
        /// Whose time it is here now; empty for nobody's.
        whose: String,
    },
    /// The time overlaps with another of the plan of entry (R34).
    SlotTaken {
        /// Whether the machine is taken; else the person is at another machine then.
        machine: bool,
        /// Who has the machine, or which machine the person is at.
        by: String,
        /// From.
        from: NaiveTime,
        /// To.
        until: NaiveTime,
    },
    /// The time ends before it begins, or is too short (R34).
    SlotTooShort {
        /// The least, minutes.
        least: u32,
    },
}

/// The words of a refusal, for the window to show as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalText {
    /// What happened.
    pub what: String,
    /// Why.
    pub why: String,
    /// Who can help.
    pub who_helps: String,
    /// What to do now.
    pub what_to_do: String,
}

const DIRECTOR: &str = "Директор школы";
const DEPUTY: &str = "Заместитель директора по УВР";
const ADMINISTRATOR: &str = "Администратор АИС";
const LETS_IN: &str = "Заместитель директора по УВР, директор или администратор";
const NO_SLOT: &str = "Время ввода не записано.";
const YOURSELF: &str = "Вы сами";
const NO_MARK: &str = "Отметка не поставлена.";
const NO_ENTRY: &str = "Запись не внесена.";
const NO_FILE: &str = "Файл не загружен.";
const NOT_ATTACHED: &str = "Файл не прикреплён.";
const NO_FINAL: &str = "Итоговая отметка не изменена.";
const ASK_PERMIT: &str = "Попросите разрешение на правку: назовите класс, предмет, дату урока и \
                          причину. Всё внесённое раньше сохранено.";

impl Refusal {
    /// The words of the refusal.
    pub fn russian(&self) -> RefusalText {
        let (what, who_helps, what_to_do) = self.words();
        RefusalText {
            what: what.to_owned(),
            why: self.why(),
            who_helps: self.role_needed().unwrap_or_else(|| who_helps.to_owned()),
            what_to_do: what_to_do.to_owned(),
        }
    }

    /// Who holds the role that is needed, where a role is.
    fn role_needed(&self) -> Option<String> {
        if let Self::NeedsRole { roles } | Self::ImportNeedsRole { roles } = self {
            return Some(sentence(&role_list(roles)));
        }
        None
    }

    /// What happened, who helps, what to do.
    #[rustfmt::skip]
    const fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NormPassed { .. } => (NO_MARK, DEPUTY, ASK_PERMIT),
            Self::CorrectionForbidden { .. } => ("Отметка не изменена.", DEPUTY, ASK_PERMIT),
            Self::YearClosed => (NO_ENTRY, DIRECTOR, "Попросите директора открыть год снова и назовите причину. Закрытые данные целы."),
            Self::TermClosed { .. } => (NO_ENTRY, DEPUTY, "Попросите открыть период снова и назовите причину. Закрытые данные целы."),
            Self::LessonNotStarted { .. } => (NO_ENTRY, YOURSELF, "Заранее можно внести тему и домашнее задание; отметки и пропуски — с начала урока."),
            Self::LessonNotHeld { .. } => (NO_ENTRY, DEPUTY, "Если урок был, исправьте запись о проведении; если он был в другой день, попросите разрешение перенести урок целиком."),
            Self::LessonNotRecorded => (NO_MARK, YOURSELF, "Отметьте, что урок проведён, и поставьте отметку снова."),
            Self::RecordCannotBeUnsaid => ("Запись о проведении урока не отменена.", YOURSELF, "Если урока не было, отметьте «не проведён» и причину; если он был в другой день, попросите заместителя разрешить перенос."),
            Self::NoMarksInFirstGrade => (NO_MARK, DEPUTY, "Запишите успехи ученика в комментарии к уроку."),
            Self::SubjectWithoutMarks => (NO_MARK, ADMINISTRATOR, "Если отметки нужны, попросите изменить регламент для класса и предмета."),
            Self::OtherScale { .. } => (NO_MARK, ADMINISTRATOR, "Поставьте отметку по шкале предмета; шкалу меняют в регламенте."),
            Self::NoAssignment => (NO_MARK, YOURSELF, "Укажите над столбцом вид контроля."),
            Self::AbsentAtOralAnswer => (NO_MARK, YOURSELF, "Если ученик был на уроке, исправьте пропуск; если работа письменная, укажите её вид и день, когда она написана."),
            Self::AbsentWithoutWrittenDay => (NO_MARK, YOURSELF, "Укажите день, когда ученик написал работу: пропуск останется, отметка будет засчитана."),
            Self::WrittenLaterThoughPresent => (NO_MARK, YOURSELF, "Уберите день написания или исправьте пропуск."),
            Self::WrittenDayOutside { .. } => (NO_MARK, YOURSELF, "Исправьте день написания работы."),
            Self::PupilNotOnList { .. } => (NO_ENTRY, "Делопроизводитель", "Проверьте дату; если приказ о зачислении или переводе не внесён, сообщите делопроизводителю."),
            Self::HomeworkSwitchedOff => ("Домашнее задание не внесено.", ADMINISTRATOR, "Если задание нужно, попросите изменить регламент для класса и предмета."),
            Self::FileEmpty => (NOT_ATTACHED, YOURSELF, "Проверьте, тот ли файл выбран и сохранён ли он."),
            Self::FileTooLarge { .. } => (NOT_ATTACHED, YOURSELF, "Уменьшите файл: сохраните его как PDF, уменьшите фотографии или разделите его на части."),
            Self::TooManyFiles { .. } => (NOT_ATTACHED, YOURSELF, "Уберите ненужный файл или соедините несколько в один документ."),
            Self::FileAttachedAlready => (NOT_ATTACHED, YOURSELF, "Второй раз прикреплять его не нужно; если файл изменён, сохраните его и выберите снова."),
            Self::FileKindNotAllowed { .. } => (NOT_ATTACHED, YOURSELF, "Сохраните задание как PDF, DOCX, XLSX, PPTX, ODT, TXT или картинку и прикрепите его снова."),
            Self::FileMayHoldPrograms { .. } => (NOT_ATTACHED, YOURSELF, "Сохраните документ без макросов и вложений как PDF, DOCX, XLSX или PPTX и прикрепите его снова."),
            Self::FileNotWhatItSays { .. } => (NOT_ATTACHED, YOURSELF, "Откройте файл и сохраните его под тем же именем ещё раз, без пароля; переименования мало."),
            Self::FileNotSafe => ("Файл не сохранён.", "Учитель, который прикрепил файл", "Попросите прикрепить его снова; если файл прикреплял не он, сообщите администратору."),
            Self::DeviationWithoutReason { .. } => (NO_FINAL, YOURSELF, "Напишите причину: её увидит заместитель директора."),
            Self::NotTeacherOfLesson { .. } => (NO_ENTRY, DEPUTY, "Если вы замещали коллегу, попросите внести замену."),
            Self::NotTeacherOfGroup => (NO_ENTRY, DEPUTY, "Если группа теперь ваша, попросите внести нагрузку."),
            Self::AdministratorKeepsNoMarks => (NO_ENTRY, "Учитель этой группы", "Передайте запись учителю группы или тому, кто его замещает."),
            Self::NotClassTeacher => (NO_ENTRY, DEPUTY, "Передайте сведения классному руководителю; если вы его замещаете, попросите назначить вас на эти дни."),
            Self::NeedsRole { .. } => (NO_ENTRY, "", "Обратитесь к этому сотруднику; если право нужно вам, роль выдаёт администратор."),
            Self::ImportNeedsRole { .. } => (NO_FILE, "", "Передайте файл этому сотруднику."),
            Self::NotImportable => (NO_FILE, DEPUTY, "Внесите эти записи в программе."),
            Self::PlanApproved => ("План не изменён.", DEPUTY, "Попросите снять утверждение или внести правку листом корректировки."),
            Self::DecisionWithoutReason => (NO_FINAL, YOURSELF, "Напишите в причине номер и дату протокола."),
            Self::NotAddresseeOfRemark => ("Возвратный талон не сдан.", DEPUTY, "Проверьте, под чьим именем вы работаете."),
            Self::RequestOfAnother => ("Запрос не изменён.", "Тот, кто просил", "Попросите разрешение под своим именем."),
            Self::NothingToPermit => ("Запрос не отправлен.", YOURSELF, "Прочтите под клеткой, почему она закрыта и что делать."),
            Self::RequestWaits { .. } => ("Второй запрос не отправлен.", DEPUTY, "Дождитесь ответа; если просите о другом, отзовите первый запрос."),
            Self::RequestSettled => ("Ответ не записан.", YOURSELF, "Посмотрите, что решено; если нужно другое, отзовите разрешение или попросите снова."),
            Self::PermitEndsBeforeNow => ("Разрешение не дано.", YOURSELF, "Укажите час, который ещё не наступил."),
            Self::PlanVersionSettled => ("План не отправлен.", DEPUTY, "Исправьте план и отправьте новую версию."),
            Self::PlanEmpty => ("План не отправлен.", YOURSELF, "Добавьте строки плана или загрузите его из файла."),
            Self::PlanRowGiven { .. } => ("Строка плана не удалена и не перенесена.", YOURSELF, "Исправьте тему в уроке или внесите корректировку; проведённые уроки остаются как есть."),
            Self::OutsideSlot { sign_in: true, .. } => ("Вход сейчас закрыт: это не ваше время ввода.", LETS_IN, "Придите в своё время или попросите впустить вас с причиной. Всё внесённое раньше сохранено."),
            Self::OutsideSlot { .. } => ("Запись не внесена: сейчас можно только читать.", LETS_IN, "Внесите её в своё время или попросите впустить вас с причиной. Набранное остаётся на экране."),
            Self::SlotTaken { .. } => (NO_SLOT, YOURSELF, "Выберите другое время или другой АРМ."),
            Self::SlotTooShort { .. } => (NO_SLOT, YOURSELF, "Исправьте начало или конец."),
        }
    }

    /// Why.
    #[rustfmt::skip]
    fn why(&self) -> String {
        match self {
            Self::NormPassed { closed_at, row } => format!("Срок вышел {}. Норма регламента: {row}.", russian::moment(*closed_at)),
            Self::CorrectionForbidden { value, entered_at, undo_minutes } => format!(
                "Отметка «{}» внесена {}; исправлять отметки запрещено. Описку автор отменяет сам не позже чем через {} и до срока выставления.",
                value.text(), russian::moment(*entered_at), russian::count(u64::from(*undo_minutes), russian::MINUTE),
            ),
            Self::YearClosed => "Учебный год класса закрыт.".to_owned(),
            Self::TermClosed { number, kind } => format!("Период закрыт для класса: {}.", russian::term(*number, *kind)),
            Self::LessonNotStarted { starts_at } => format!("Урок начнётся {}.", russian::moment(*starts_at)),
            Self::LessonNotHeld { reason } if reason.is_empty() => "Урок отмечен как не проведённый.".to_owned(),
            Self::LessonNotHeld { reason } => format!("Урок отмечен как не проведённый: {reason}."),
            Self::LessonNotRecorded => "Ещё не отмечено, что урок проведён.".to_owned(),
            Self::RecordCannotBeUnsaid => "Это первая запись об уроке: он либо проведён, либо нет, и отметка об этом остаётся в журнале.".to_owned(),
            Self::NoMarksInFirstGrade => "В 1 классе обучение безотметочное.".to_owned(),
            Self::SubjectWithoutMarks => "По регламенту этот предмет в этом классе ведётся без отметок.".to_owned(),
            Self::OtherScale { pass_fail: true } => "Предмет оценивается словами «зачёт» и «незачёт».".to_owned(),
            Self::OtherScale { pass_fail: false } => "Предмет оценивается отметками от 1 до 5.".to_owned(),
            Self::NoAssignment => "Отметка ставится только за назначенное задание с видом контроля.".to_owned(),
            Self::AbsentAtOralAnswer => "Ученик отсутствовал на уроке и не мог ответить устно.".to_owned(),
            Self::AbsentWithoutWrittenDay => "Ученик отсутствовал на уроке.".to_owned(),
            Self::WrittenLaterThoughPresent => "Ученик был на уроке; день написания указывают только за пропущенную работу.".to_owned(),
            Self::WrittenDayOutside { earliest, latest } => format!("День написания может быть с {} по {}.", russian::date(*earliest), russian::date(*latest)),
            Self::PupilNotOnList { date } => format!("{} ученика нет в списке группы.", russian::date(*date)),
            Self::HomeworkSwitchedOff => "По регламенту в этом классе по этому предмету домашних заданий нет.".to_owned(),
            Self::FileEmpty => "В файле ничего нет.".to_owned(),
            Self::FileTooLarge { megabytes } => format!("Файл больше {megabytes} МБ."),
            Self::TooManyFiles { most } => format!("К одному заданию прикрепляют не больше {most} файлов."),
            Self::FileAttachedAlready => "Этот файл уже прикреплён к заданию.".to_owned(),
            Self::FileKindNotAllowed { ending } if ending.is_empty() => "По имени файла не видно, что это за документ.".to_owned(),
            Self::FileKindNotAllowed { ending } => format!("Файлы «.{ending}» не прикрепляются: такой файл может оказаться программой."),
            Self::FileMayHoldPrograms { ending } => format!("Документ «.{ending}» может хранить макросы или вложенные файлы, которых не видно."),
            Self::FileNotWhatItSays { ending } => format!("Содержимое файла не похоже на «.{ending}»."),
            Self::FileNotSafe => "Содержимое файла не то, о котором говорит его имя, или он может хранить программу.".to_owned(),
            Self::DeviationWithoutReason { proposed, given } => format!("По среднему выходит «{}», поставлена «{}».", proposed.text(), given.text()),
            Self::NotTeacherOfLesson { date } => format!("По нагрузке и заменам вы не ведёте этот урок {}.", russian::date(*date)),
            Self::NotTeacherOfGroup => "По нагрузке вы не ведёте эту группу.".to_owned(),
            Self::AdministratorKeepsNoMarks => "Администратор ведёт программу и учётные записи, но не журнал.".to_owned(),
            Self::NotClassTeacher => "Причины пропусков и данные семьи вносит классный руководитель этого класса.".to_owned(),
            Self::NeedsRole { roles } => format!("Это право есть не у всех; его имеет {}.", role_list(roles)),
            Self::ImportNeedsRole { roles } => format!("Такие сведения из файла переносит {}.", role_list(roles)),
            Self::NotImportable => "Такие записи делаются только в программе: за них отвечает тот, кто их внёс.".to_owned(),
            Self::PlanApproved => "Календарно-тематический план утверждён.".to_owned(),
            Self::DecisionWithoutReason => "Решение педсовета вносится с номером и датой.".to_owned(),
            Self::OutsideSlot { next, whose, .. } => outside(*next, whose),
            Self::SlotTaken { machine: true, by, from, until } => format!("С {} до {} за этим АРМ {}.", clock(*from), clock(*until), by.trim_end_matches('.')),
            Self::SlotTaken { by, from, until, .. } => format!("С {} до {} этот человек записан на АРМ № {by}.", clock(*from), clock(*until)),
            Self::SlotTooShort { least } => format!("Время ввода длится не меньше {least} минут и кончается в тот же день."),
            Self::NotAddresseeOfRemark => "Талон сдаёт тот, кому адресовано замечание, не меняя его текста и срока.".to_owned(),
            Self::RequestOfAnother => "Это запрос другого сотрудника.".to_owned(),
            Self::NothingToPermit => "Клетка открыта или закрыта по причине, которую разрешение не снимает.".to_owned(),
            Self::RequestWaits { asked_at } => format!("О том же просили {}, и запрос ждёт заместителя.", russian::moment(*asked_at)),
            Self::RequestSettled => "На запрос уже ответили, или его отозвал тот, кто просил.".to_owned(),
            Self::PermitEndsBeforeNow => "Час, до которого дают разрешение, уже прошёл.".to_owned(),
            Self::PlanVersionSettled => "Эта версия плана уже отправлена, и с тех пор ничего не изменилось.".to_owned(),
            Self::PlanEmpty => "В плане нет ни одной строки.".to_owned(),
            Self::PlanRowGiven { number, date } => format!("Тема строки {number} дана {}.", russian::date(*date)),
        }
    }
}

fn outside(next: Option<NextTime>, whose: &str) -> String {
    const DAYS: [&str; 7] = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];
    let own = next.map_or_else(
        || "Вашего времени в плане на неделю нет.".to_owned(),
        |next| {
            let weekday = DAYS.get(next.day.weekday().num_days_from_monday() as usize);
            format!(
                "Ваше время: {} {} с {} до {}, АРМ № {}.",
                weekday.copied().unwrap_or_default(),
                next.day.format("%d.%m"),
                clock(next.from),
                clock(next.until),
                next.workstation,
            )
        },
    );
    match whose {
        "" => own,
        // An initial ends in a full stop already.
        whose => format!("{own} Сейчас здесь время: {}.", whose.trim_end_matches('.')),
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%-H:%M").to_string()
}

fn role_list(roles: &[Role]) -> String {
    let names: Vec<&str> = roles.iter().map(|role| russian::role(*role)).collect();
    russian::any_of(&names)
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::day;

    #[test]
    fn r50_a_passed_norm_says_when_why_and_who_helps() {
        let closed_at = crate::calendar::end_of_day(day("2026-09-11"));
        let row = "устный ответ, 2–11 классы — 1 день".to_owned();
        let text = Refusal::NormPassed { closed_at, row }.russian();
        assert_eq!(text.what, "Отметка не поставлена.");
        assert_eq!(
            text.why,
            "Срок вышел 11.09.2026, 23:59. Норма регламента: устный ответ, 2–11 классы — 1 день."
        );
        assert_eq!(text.who_helps, "Заместитель директора по УВР");
        assert!(
            text.what_to_do
                .starts_with("Попросите разрешение на правку")
        );
    }

    #[test]
    fn a_missing_role_names_who_holds_it() {
        let roles = &[Role::Deputy, Role::Director];
        let text = Refusal::NeedsRole { roles }.russian();
        assert_eq!(text.who_helps, "Заместитель директора по УВР или директор");
        assert!(
            text.why
                .ends_with("имеет заместитель директора по УВР или директор.")
        );
    }

    #[test]
    fn every_refusal_says_what_why_who_helps_and_what_to_do() {
        let date = day("2026-09-10");
        let at = crate::calendar::end_of_day(date);
        let roles = &[Role::Clerk];
        let (proposed, given) = (MarkValue::Pass, MarkValue::Fail);
        let (earliest, latest) = (date, date);
        let (number, kind) = (1, TermKind::Quarter);
        #[rustfmt::skip]
        let refusals = [
            Refusal::NormPassed { closed_at: at, row: "норма".into() },
            Refusal::CorrectionForbidden { value: given, entered_at: at, undo_minutes: 15 },
            Refusal::TermClosed { number, kind },
            Refusal::YearClosed,
            Refusal::LessonNotStarted { starts_at: at },
            Refusal::LessonNotHeld { reason: String::new() },
            Refusal::LessonNotHeld { reason: "мороз".into() },
            Refusal::LessonNotRecorded, Refusal::NoMarksInFirstGrade, Refusal::SubjectWithoutMarks,
            Refusal::OtherScale { pass_fail: true }, Refusal::OtherScale { pass_fail: false },
            Refusal::NoAssignment, Refusal::AbsentAtOralAnswer, Refusal::AbsentWithoutWrittenDay,
            Refusal::WrittenLaterThoughPresent, Refusal::WrittenDayOutside { earliest, latest },
            Refusal::PupilNotOnList { date }, Refusal::HomeworkSwitchedOff,
            Refusal::FileEmpty, Refusal::FileTooLarge { megabytes: 10 },
            Refusal::TooManyFiles { most: 10 }, Refusal::FileAttachedAlready,
            Refusal::FileKindNotAllowed { ending: "exe".into() },
            Refusal::FileKindNotAllowed { ending: String::new() },
            Refusal::FileMayHoldPrograms { ending: "doc".into() },
            Refusal::FileNotWhatItSays { ending: "pdf".into() }, Refusal::FileNotSafe,
            Refusal::DeviationWithoutReason { proposed, given },
            Refusal::NotTeacherOfLesson { date }, Refusal::NotTeacherOfGroup,
            Refusal::AdministratorKeepsNoMarks, Refusal::NotClassTeacher,
            Refusal::NeedsRole { roles }, Refusal::ImportNeedsRole { roles },
            Refusal::NotImportable, Refusal::PlanApproved, Refusal::DecisionWithoutReason,
            Refusal::NotAddresseeOfRemark,
            Refusal::RequestOfAnother, Refusal::NothingToPermit,
            Refusal::RequestWaits { asked_at: at }, Refusal::RequestSettled,
            Refusal::PermitEndsBeforeNow, Refusal::PlanVersionSettled, Refusal::PlanEmpty,
            Refusal::PlanRowGiven { number: 3, date },
        ];
        for refusal in refusals {
            let text = refusal.russian();
            for part in [&text.what, &text.why, &text.what_to_do] {
                assert!(
                    part.ends_with('.') && part.chars().count() > 10,
                    "{refusal:?}: {part}"
                );
            }
            assert!(!text.who_helps.is_empty(), "{refusal:?}");
            let english = refusal.english();
            for part in [&english.what, &english.why, &english.what_to_do] {
                assert!(
                    part.ends_with('.') && part.len() > 10,
                    "{refusal:?}: {part}"
                );
            }
            let said = [&english.what, &english.who_helps, &english.what_to_do];
            assert!(said.iter().all(|text| text.is_ascii()), "{refusal:?}");
            assert!(!english.who_helps.is_empty(), "{refusal:?}");
        }
    }
}
