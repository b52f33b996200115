// Words of the plan of entry: its screen, the door, the line of a session outside its time.
import { counted } from '../shared/numbers'

const DAYS = ['', 'понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье']
const SHORT = ['', 'пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс']

export const slots = {
  title: 'План ввода',
  tabs: { plan: 'План недели', kept: 'Соблюдение', let_in: 'Допуск' },
  parts: 'Части раздела',
  day: (n: number) => DAYS[n] ?? '',
  dayShort: (n: number) => SHORT[n] ?? '',
  station: (n: number) => `АРМ № ${n}`,
  stations: 'Рабочие места',
  noNumber: 'без номера',
  slotsCount: (n: number) => counted(n, 'запись', 'записи', 'записей'),
  rules: {
    note: 'Вне своего времени работать можно, это видно в отчёте',
    read_only: 'Вне своего времени журнал только читают',
    no_sign_in: 'Вне своего времени вход закрыт',
  },
  rule: 'Правило…',
  ruleTitle: 'Правило плана ввода',
  ruleText:
    'Кому в плане времени не дали, а также завучей, директора, делопроизводителя и администраторов правило не касается. Оно станет частью регламента.',
  rulePolicy: 'Вне своего времени',
  policies: {
    note: 'работать можно; отчёт это покажет',
    read_only: 'только читать; в конце времени экран закроется',
    no_sign_in: 'не входить; в конце времени экран закроется',
  },
  lockMinutes: 'Закрывать экран без работы через, мин',
  warnMinutes: 'Предупреждать до конца времени за, мин',
  lateMinutes: 'Опоздание считать с, мин',
  add: 'Добавить',
  fromFile: 'Из файла…',
  print: 'Печать',
  printAll: 'Весь план и лист на каждую дверь',
  printOne: (n: number) => `Лист на дверь: АРМ № ${n}`,
  printed: (file: string) => `Напечатано в файл: ${file}`,
  openFile: 'Открыть файл',
  undo: 'Отменить',
  redo: 'Вернуть',
  keysHint:
    'Стрелки: по записям. Alt+стрелки: передвинуть. Shift+↑↓: длина. Enter: править. Delete: убрать.',
  gridLabel: (station: string) => `Неделя, ${station}`,
  slotLabel: (day: string, from: string, until: string, name: string, faults: number) =>
    `${day}, ${from}–${until}, ${name}${faults > 0 ? `, замечаний: ${faults}` : ''}`,
  emptyStation: 'Здесь пока никого нет',
  emptyStationText: 'Нажмите Insert или щёлкните по сетке, чтобы дать кому-нибудь время.',
  empty: 'Плана ввода ещё нет',
  emptyText: 'Добавьте время на сетке или возьмите готовое расписание из файла.',
  editTitle: 'Время ввода',
  addTitle: 'Новое время ввода',
  who: 'Кто',
  whoHint: 'Выберите человека',
  where: 'Рабочее место',
  weekday: 'День недели',
  from: 'С',
  until: 'До',
  hourHint: '14:00',
  lessonsEnd: (at: string) =>
    at ? `Уроки этого человека кончаются в ${at}.` : 'Уроков в этот день нет.',
  unbound: 'Этого человека правило не связывает, в отчёте он будет.',
  remove: 'Убрать',
  removeHint: 'Убрать это время из плана',
  faults: 'Что не сойдётся',
  noFaults: 'Всё сходится: в своё время каждый успевает внести уроки дня.',
  clashMachine: (name: string, from: string, until: string) =>
    `в это же время здесь ${name} (${from}–${until}): перенесите одно из двух`,
  clashPerson: (station: number, from: string, until: string) =>
    `в это же время записан на АРМ № ${station} (${from}–${until}): уберите лишнее`,
  conflict: 'две машины записали разное: сохраните это время ещё раз',
  advice: {
    ends_before_last_lesson: (at: string) =>
      `кончается до последнего урока (${at}): день в это время не заполнить, дайте время после него`,
    during_lesson: (at: string, bell: number) =>
      `начинается во время урока ${bell}, до ${at}: начните позже`,
    after_homework: (at: string) =>
      `начинается после срока домашнего задания (${at}): начните раньше`,
    no_lessons: () => 'уроков в этот день нет: время можно отдать другому',
  },
  lacking: (day: string, at: string) =>
    `${day}: уроки до ${at}, а времени нет. Дайте время после них`,
  letIn: 'Впустить…',
  letInTitle: 'Впустить вне времени',
  letInText:
    'Человек войдёт и внесёт записи в названные часы. Кто впустил и почему, останется в отчёте.',
  letInHere: 'Впустить здесь',
  letInHereText: 'Завуч, директор или администратор вводит свой пароль здесь и сразу выходит.',
  letInBy: 'Кто впускает',
  letInPassword: 'Пароль того, кто впускает',
  letInNobody:
    'На этой машине нет входа ни у завуча, ни у директора, ни у администратора. Впустить можно с другой машины: раздел «План ввода», «Допуск».',
  letInDone: (until: string) => `Впущено до ${until}. Теперь введите свой пароль.`,
  reason: 'Почему',
  reasonHint: 'например: была на совещании',
  date: 'День',
  letInEnd: 'Прекратить',
  letInNone: 'Никого не впускали',
  letInNoneText: 'Здесь будет видно, кого, когда и почему впустили вне времени.',
  letInOver: 'закончилось',
  letInBack: 'отменено',
  letInAhead: 'действует',
  by: (name: string) => `впустил(а) ${name}`,
  outside: (next: string) =>
    next
      ? `Сейчас не ваше время ввода. Ваше время: ${next}.`
      : 'Сейчас не ваше время ввода, на этой неделе вашего времени в плане нет.',
  outsideNote: 'Войти можно, в отчёте это будет видно.',
  outsideRead: 'Войти можно, но только читать.',
  outsideClosed: 'Вход откроет завуч, директор или администратор.',
  next: (day: string, from: string, until: string, station: number) =>
    `${day} с ${from} до ${until}, АРМ № ${station}`,
  readOnly: 'Только чтение',
  ends: 'Время вышло, экран закрыт. Набранное не потеряно.',
  mine: 'Моё время ввода',
  fileTitle: 'План ввода из файла',
  file: 'Файл с расписанием ввода',
  fileHint: 'например: Расписание_ввода_данных.xlsx',
  look: 'Посмотреть',
  replace: 'Убрать из плана время, которого в файле нет',
  bring: 'Взять в план',
  previewCounts: (added: number, changed: number, same: number, gone: number) =>
    `Новых: ${added}, изменится: ${changed}, уже есть: ${same}, нет в файле: ${gone}.`,
  changes: { added: 'новое', changed: 'изменится', gone: 'нет в файле' },
  was: (text: string) => `было: ${text}`,
  problems: (n: number) => `Не взято строк: ${n}`,
  week: (from: string, until: string) => `${from} – ${until}`,
  weekBefore: 'Неделя раньше',
  weekAfter: 'Неделя позже',
  person: 'Человек',
  planned: 'По плану',
  kept: 'Вовремя',
  late: 'С опозданием',
  missed: 'Не пришёл',
  outsideCount: 'Вне времени',
  letInCount: 'Впущен',
  keptNone: 'На этой неделе плана нет',
  keptNoneText: 'Отчёт появится, когда в плане будет хоть одно время.',
  keptText: (minutes: number) =>
    `По записям журнала и часам рабочих мест. Опоздание считается с ${counted(minutes, 'минуты', 'минут', 'минут')}.`,
  ahead: 'ещё впереди',
  first: (at: string) => `первая запись в ${at}`,
  lateBy: (minutes: number, at: string) => `опоздание ${minutes} мин, первая запись в ${at}`,
  nothing: 'записей не было',
  instead: (names: string) => `уроки дня внёс(ла) ${names}`,
  stay: (n: number) =>
    counted(n, 'запись вне времени', 'записи вне времени', 'записей вне времени'),
  notAllowed: 'без допуска',
  choosePerson: 'Выберите человека в списке, чтобы увидеть его неделю.',
  total: 'Всего',
}
