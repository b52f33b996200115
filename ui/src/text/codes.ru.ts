// Words of the codes that views carry, in Russian. `satisfies` keeps every code covered.
import type { AbsenceCode } from '../bindings/AbsenceCode'
import type { DutyCode } from '../bindings/DutyCode'
import type { FindingRule } from '../bindings/FindingRule'
import type { HistoryEnd } from '../bindings/HistoryEnd'
import type { IncidentCode } from '../bindings/IncidentCode'
import type { LessonPart } from '../bindings/LessonPart'
import type { RoleCode } from '../bindings/RoleCode'
import type { RouteStep } from '../bindings/RouteStep'
import type { RowNoteKind } from '../bindings/RowNoteKind'
import type { Screen } from '../bindings/Screen'
import type { TermKindCode } from '../bindings/TermKindCode'
import type { TermWarning } from '../bindings/TermWarning'
import type { Verdict } from '../bindings/Verdict'
import type { WorkKindCode } from '../bindings/WorkKindCode'

/** The name of a kind of work, its code over a column, and its word in a narrow column. */
export type KindWords = { name: string; code: string; short: string }

export const kinds = {
  oral: { name: 'устный ответ', code: 'УО', short: 'устный' },
  independent: { name: 'самостоятельная работа', code: 'СР', short: 'самост.' },
  check: { name: 'проверочная работа', code: 'ПрР', short: 'провер.' },
  control: { name: 'контрольная работа', code: 'КР', short: 'контр.' },
  administrative_control: {
    name: 'административная контрольная работа',
    code: 'АК/Р',
    short: 'админ. контр.',
  },
  national_check: { name: 'всероссийская проверочная работа', code: 'ВПР', short: 'ВПР' },
  control_dictation: { name: 'контрольный диктант', code: 'Д', short: 'контр. диктант' },
  dictation: { name: 'диктант', code: 'МД', short: 'диктант' },
  exposition: { name: 'изложение', code: 'Изл', short: 'изложение' },
  composition: { name: 'сочинение', code: 'Соч', short: 'сочинение' },
  written: { name: 'письменная работа', code: 'Письм', short: 'письм.' },
  practical: { name: 'практическая работа', code: 'ПР', short: 'практич.' },
  laboratory: { name: 'лабораторная работа', code: 'ЛР', short: 'лабор.' },
  test: { name: 'тест', code: 'Т', short: 'тест' },
  credit: { name: 'зачёт', code: 'З', short: 'зачёт' },
  exam: { name: 'экзамен', code: 'Экз', short: 'экзамен' },
  project: { name: 'проект', code: 'Пр', short: 'проект' },
  home_task: { name: 'домашняя работа', code: 'Дом', short: 'домашняя' },
  listening: { name: 'аудирование', code: 'Ауд', short: 'аудир.' },
  letter: { name: 'письмо', code: 'Пис', short: 'письмо' },
  other: { name: 'другое задание', code: 'Др', short: 'другое' },
} satisfies Record<WorkKindCode, KindWords>

export const absences = {
  unresolved: { letter: 'н', name: 'отсутствует, причина не указана' },
  illness: { letter: 'Б', name: 'отсутствует по болезни' },
  excused: { letter: 'П', name: 'отсутствует по уважительной причине' },
  unexcused: { letter: 'Н', name: 'отсутствует без уважительной причины' },
} satisfies Record<AbsenceCode, { letter: string; name: string }>

export const parts = {
  held: 'Проведён',
  topic: 'Тема',
  homework: 'ДЗ',
  marks: 'Отметки',
  absences: 'Отсутствуют',
} satisfies Record<LessonPart, string>

/** What a deadline is of: «ДЗ до 15:10». */
export const partsDue = {
  held: 'Запись урока',
  topic: 'Тема',
  homework: 'ДЗ',
  marks: 'Отметки',
  absences: 'Отсутствующие',
} satisfies Record<LessonPart, string>

/** What a lesson lacks: «Не хватает: темы, ДЗ». */
export const partsMissing = {
  held: 'отметки о проведении',
  topic: 'темы',
  homework: 'ДЗ',
  marks: 'отметок',
  absences: 'отсутствующих',
} satisfies Record<LessonPart, string>

export const roles = {
  teacher: 'учитель',
  deputy: 'заместитель директора по УВР',
  director: 'директор',
  clerk: 'делопроизводитель',
  administrator: 'администратор',
  diary_keeper: 'ответственный за электронный дневник',
  medical_worker: 'медицинский работник',
  extra_education_head: 'руководитель ОДОД',
  educator: 'воспитатель, педагог ОДОД',
  document_flow_head: 'руководитель электронного документооборота',
  data_protection: 'ответственный за персональные данные',
  union_chair: 'председатель методического объединения',
} satisfies Record<RoleCode, string>

export const screens = {
  today: 'Сегодня',
  journal: 'Журнал',
  lesson: 'Урок',
  class: 'Класс',
  plans: 'Планы',
  check: 'Проверка',
  paper: 'Бумага',
  share: 'Обмен',
  people: 'Люди',
  aside: 'Отложенные',
  devices: 'Рабочие места',
  slots: 'План ввода',
} satisfies Record<Screen, string>

export const termKinds = {
  quarter: { name: 'четверть', short: 'четв.', head: 'Четв.' },
  half_year: { name: 'полугодие', short: 'полуг.', head: 'П/г' },
  trimester: { name: 'триместр', short: 'трим.', head: 'Трим.' },
} satisfies Record<TermKindCode, { name: string; short: string; head: string }>

export const rowNotes = {
  joined: 'приб.',
  left: 'выб.',
  home: 'на дому с',
} satisfies Record<RowNoteKind, string>

export const termWarnings = {
  few_marks: 'отметок меньше нормы',
  no_written_work: 'нет отметки за письменную работу',
  missed_most: 'пропущена большая часть уроков',
  off_average: 'отличается от среднего',
} satisfies Record<TermWarning, string>

export const historyEnds = {
  slip: 'описка, снято',
  permit: 'исправлено по разрешению',
  conflict: 'выбрана другая запись',
  replaced: 'заменено',
} satisfies Record<HistoryEnd, string>

export const findings = {
  no_topic: 'Нет темы',
  no_homework: 'Нет домашнего задания',
  not_marked_held: 'Урок не отмечен проведённым',
  no_record: 'Урок есть в расписании, записи нет',
  mark_without_lesson: 'Отметка в день без урока',
  absent_and_marked: 'Отсутствовал и получил отметку',
  long_without_mark: 'Давно не спрошен',
  accumulation_short: 'Накопляемость ниже нормы',
  hardly_any_marks: 'Ни одной отметки или одна',
  two_after_absence: '«2» после пропуска',
  two_on_first_lesson: '«2» на первом уроке периода',
  two_on_last_lesson: '«2» на последнем уроке периода',
  two_not_corrected: '«2» не исправлена за три урока',
  term_mark_off_average: 'Итог расходится со средним',
  term_mark_few_marks: 'Итог выставлен при недостатке отметок',
  no_term_mark: 'Нет итоговой отметки',
  missed_most: 'Пропущена большая часть уроков',
  absence_without_reason: 'Пропуск без причины',
  plan_off: 'Отставание или опережение плана',
  control_work_missing: 'Нет контрольной работы по графику',
  substitution_without_record: 'Замена без записи',
  plan_not_approved: 'План не утверждён',
  corrected_by_permit: 'Исправлено по разрешению',
  corrected_without_permit: 'Исправлено без разрешения',
  conflict: 'Две записи расходятся',
  late_after_close: 'Внесено после закрытия периода',
} satisfies Record<FindingRule, string>

/** Name of a step of the route, its head on the board, and what the button says. */
export type StepWords = { name: string; head: string; todo: string; act: string }

export const steps = {
  preflighted: { name: 'Предпроверка', head: 'Предпр.', todo: 'пров.', act: 'Проверить' },
  closed: { name: 'Период закрыт', head: 'Закрыт', todo: 'закрыть', act: 'Закрыть период' },
  printed: { name: 'Распечатан', head: 'Печать', todo: 'печать', act: 'Печатать том' },
  transfer_certified: {
    name: 'Перенос заверен',
    head: 'Заверен',
    todo: 'зам.',
    act: 'Заверить перенос',
  },
  teachers_signed: {
    name: 'Подписали учителя',
    head: 'Учителя',
    todo: 'учит.',
    act: 'Учителя подписали',
  },
  checked: { name: 'Вторая проверка', head: 'Проверен', todo: 'сверить', act: 'Проверено' },
  director_signed: {
    name: 'Подписал директор',
    head: 'Директор',
    todo: 'дир.',
    act: 'Директор подписал',
  },
  laced: { name: 'Прошит и пронумерован', head: 'Прошит', todo: 'шить', act: 'Прошит' },
  sealed: { name: 'Опечатан', head: 'Опечатан', todo: 'опеч.', act: 'Опечатан' },
  registered: { name: 'Внесён в реестр', head: 'Реестр', todo: 'внести', act: 'Внести в реестр' },
} satisfies Record<RouteStep, StepWords>

export const verdicts = {
  agrees: 'Журнал сегодня говорит то же',
  differs: 'Журнал и бумага расходятся',
  file_changed: 'Файл изменён после печати',
  unknown: 'Тома с таким кодом здесь нет',
} satisfies Record<Verdict, string>

export const duties = {
  absence_reasons: 'Причины пропусков',
  accumulation: 'Накопляемость',
  term_marks: 'Итоговые отметки',
  conflicts: 'Записи расходятся',
  family_check: 'Проверить данные семей',
  week_extract: 'Недельные выписки',
  family_results: 'Результаты семьям',
  forecast: 'Прогнозы',
  report_card: 'Табели',
  preliminary_report: 'Предварительный отчёт',
  final_report: 'Итоговый отчёт',
  family_answers: 'Ответить семьям',
} satisfies Record<DutyCode, string>

export const incidents = {
  damaged: 'Файл повреждён, ждём исправный',
  foreign: 'Файл другой школы, не принят',
  unknown_author: 'Автор пока неизвестен, отложено',
  newer: 'Сделано более новой программой, отложено',
  not_allowed: 'Нет права на эту запись, отложено',
  gap: 'Не хватает предыдущих записей машины',
  wrong_clock: 'Часы машины шли неверно',
  fork: 'Две истории одного места: машину восстановили из копии?',
  not_reached: 'Файл или папку не удалось прочитать или записать',
  strangers: 'В папке лежат посторонние файлы',
  replica_failed: 'Журнал этой машины не смог принять записи',
  diverged: 'Расхождение журнала с другой машиной при тех же записях',
} satisfies Record<IncidentCode, string>
