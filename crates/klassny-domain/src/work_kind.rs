//! Kinds of work (вид контроля, R17, R49, R51, R54).

/// The kind of an assignment: what a mark was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkKind {
    /// УО, устный ответ.
    Oral,
    /// ПисьмР, any written work without a kind of its own (письменная работа).
    Written,
    /// СР, самостоятельная работа.
    Independent,
    /// ПрР, проверочная работа.
    Check,
    /// КР, контрольная работа.
    Control,
    /// АК/Р, административная контрольная работа (R51).
    AdministrativeControl,
    /// ВПР, всероссийская проверочная работа.
    NationalCheck,
    /// Д, контрольный диктант.
    ControlDictation,
    /// МД, математический or словарный диктант.
    Dictation,
    /// Изл, изложение.
    Exposition,
    /// Соч, сочинение.
    Composition,
    /// ПР, практическая работа.
    Practical,
    /// ЛР, лабораторная работа.
    Laboratory,
    /// Т, тест.
    Test,
    /// З, зачёт.
    Credit,
    /// Экз, экзамен.
    Exam,
    /// Проект.
    Project,
    /// Дом, домашняя работа.
    HomeTask,
    /// Аудирование.
    Listening,
    /// Письмо.
    Letter,
    /// Any other activity named in words (игра, квест, соревнование).
    Other,
}

impl WorkKind {
    /// Every kind, in the order the window offers them.
    pub const ALL: [Self; 21] = [
        Self::Oral,
        Self::Independent,
        Self::Check,
        Self::Control,
        Self::AdministrativeControl,
        Self::NationalCheck,
        Self::ControlDictation,
        Self::Dictation,
        Self::Exposition,
        Self::Composition,
        Self::Written,
        Self::Practical,
        Self::Laboratory,
        Self::Test,
        Self::Credit,
        Self::Exam,
        Self::Project,
        Self::HomeTask,
        Self::Listening,
        Self::Letter,
        Self::Other,
    ];

    /// The short code printed over a column of marks.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Oral => "УО",
            Self::Written => "Письм",
            Self::Independent => "СР",
            Self::Check => "ПрР",
            Self::Control => "КР",
            Self::AdministrativeControl => "АК/Р",
            Self::NationalCheck => "ВПР",
            Self::ControlDictation => "Д",
            Self::Dictation => "МД",
            Self::Exposition => "Изл",
            Self::Composition => "Соч",
            Self::Practical => "ПР",
            Self::Laboratory => "ЛР",
            Self::Test => "Т",
            Self::Credit => "З",
            Self::Exam => "Экз",
            Self::Project => "Пр",
            Self::HomeTask => "Дом",
            Self::Listening => "Ауд",
            Self::Letter => "Пис",
            Self::Other => "Др",
        }
    }

    /// The full Russian name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oral => "устный ответ",
            Self::Written => "письменная работа",
            Self::Independent => "самостоятельная работа",
            Self::Check => "проверочная работа",
            Self::Control => "контрольная работа",
            Self::AdministrativeControl => "административная контрольная работа",
            Self::NationalCheck => "всероссийская проверочная работа",
            Self::ControlDictation => "контрольный диктант",
            Self::Dictation => "диктант",
            Self::Exposition => "изложение",
            Self::Composition => "сочинение",
            Self::Practical => "практическая работа",
            Self::Laboratory => "лабораторная работа",
            Self::Test => "тест",
            Self::Credit => "зачёт",
            Self::Exam => "экзамен",
            Self::Project => "проект",
            Self::HomeTask => "домашняя работа",
            Self::Listening => "аудирование",
            Self::Letter => "письмо",
            Self::Other => "другое задание",
        }
    }

    /// Whether the work is answered aloud, so that an absent pupil cannot have done it.
    pub const fn is_oral(self) -> bool {
        matches!(self, Self::Oral)
    }

    /// Whether the work counts as written control of R54: the pupil's paper is kept and marked.
    pub const fn is_written(self) -> bool {
        !matches!(
            self,
            Self::Oral | Self::Project | Self::Listening | Self::Other
        )
    }
}
